using System.Text.Json;
using TelephonyBilling.Testing;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>
/// The library that Android dials with, asked once for all tests of a class. It is fetched into the user's cache
/// (<c>eng/judges/fetch</c>); where it can't be had, every test fails and says why.
/// </summary>
public sealed class Libphonenumber : IAsyncLifetime
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    internal Verdicts Verdicts { get; private set; } = null!;

    /// <inheritdoc />
    public async Task InitializeAsync()
    {
        var modules = await JudgeLibraries.FetchAsync();
        var folder = Directory.CreateTempSubdirectory("telephony-billing-judges-");
        try
        {
            var questions = Path.Combine(folder.FullName, "questions.json");
            var answers = Path.Combine(folder.FullName, "answers.json");
            await File.WriteAllTextAsync(
                questions,
                JsonSerializer.Serialize(
                    new { numbers = Questions.Numbers, prefixes = Questions.Prefixes }
                )
            );
            await ChildProcess.RunAsync(
                "node",
                [JudgeLibraries.Script("numbers.js"), modules, questions, answers],
                TimeSpan.FromMinutes(2)
            );
            await using var file = File.OpenRead(answers);
            Verdicts =
                await JsonSerializer.DeserializeAsync<Verdicts>(file, CamelCase)
                ?? throw new InvalidDataException("eng/judges/numbers.js wrote no answers.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <inheritdoc />
    public Task DisposeAsync() => Task.CompletedTask;
}
