using System.Text.Json;
using System.Text.Json.Nodes;
using TelephonyBilling.Testing;
using TelephonyBilling.Testing.Pbx;

namespace TelephonyBilling.Judges.Tests.Payments;

/// <summary>Asks the payment provider's own library, see <c>eng/judges/stripe.js</c>.</summary>
internal static class StripeLibrary
{
    internal static async Task<JsonNode> AskAsync(object questions)
    {
        var modules = await JudgeLibraries.FetchAsync();
        var folder = Directory.CreateTempSubdirectory("tb-stripe-");
        try
        {
            var asked = Path.Combine(folder.FullName, "questions.json");
            var answered = Path.Combine(folder.FullName, "answers.json");
            await File.WriteAllTextAsync(asked, JsonSerializer.Serialize(questions));
            await ChildProcess.RunAsync(
                "node",
                [JudgeLibraries.Script("stripe.js"), modules, asked, answered],
                TimeSpan.FromMinutes(2)
            );
            return JsonNode.Parse(await File.ReadAllTextAsync(answered))
                ?? throw new InvalidDataException("eng/judges/stripe.js wrote no answers.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
