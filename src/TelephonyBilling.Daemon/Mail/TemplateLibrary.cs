using System.Reflection;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>
/// The texts of templates: <c>LANGUAGE/KIND.txt</c>, whose first line is the subject, and <c>LANGUAGE/KIND.html</c>; what begins
/// with an underscore is a part that others include. The operator's own go before the shipped ones, file by file.
/// </summary>
/// <param name="folder">The operator's own; null: there are none.</param>
internal sealed class TemplateLibrary(string? folder)
{
    /// <summary>What a language that nobody has words for is written in.</summary>
    internal const string Fallback = "en";

    private const string Prefix = "templates/";

    private static readonly Dictionary<string, string> Shipped = ReadShipped();

    /// <summary>The languages that we ship.</summary>
    internal static IReadOnlyList<string> ShippedLanguages { get; } =
    [
        .. Shipped
            .Keys.Select(name => name.Split('/')[0])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Where the operator's own are; null: there are none.</summary>
    internal string? Folder => folder;

    /// <summary>The languages that there are: shipped ones, and those that the operator has added.</summary>
    internal IReadOnlyList<string> Languages =>
        folder is null || !Directory.Exists(folder)
            ? ShippedLanguages
            :
            [
                .. Directory
                    .EnumerateDirectories(folder)
                    .Select(path => Path.GetFileName(path))
                    .Where(IsLanguage)
                    .Union(ShippedLanguages, StringComparer.Ordinal)
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>The operator's own files, by their names below the folder.</summary>
    internal IReadOnlyList<string> OwnFiles() =>
        folder is null || !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(path => Path.GetRelativePath(folder, path))
                    .Order(StringComparer.Ordinal),
            ];

    /// <summary>Whether there is a shipped file of that name.</summary>
    internal static bool IsShipped(string language, string file) =>
        Shipped.ContainsKey($"{language}/{file}");

    /// <summary>The names of the parts that others include, such as <c>layout</c> of <c>_layout.html</c>.</summary>
    /// <param name="extension">Such as <c>.html</c>.</param>
    internal IEnumerable<string> Parts(string extension) =>
        Shipped
            .Keys.Concat(OwnFiles())
            .Select(name => Path.GetFileName(name))
            .Where(name =>
                name.StartsWith('_') && name.EndsWith(extension, StringComparison.Ordinal)
            )
            .Select(name => name[1..^extension.Length])
            .Distinct(StringComparer.Ordinal);

    /// <summary>A file in a language, or else in <see cref="Fallback"/>.</summary>
    /// <param name="language">The language.</param>
    /// <param name="file">The file's name.</param>
    /// <param name="withOwn">Whether the operator's own go first.</param>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="TemplateException">The operator's own can't be read.</exception>
    internal TemplateSource? Find(string language, string file, bool withOwn)
    {
        foreach (var candidate in Candidates(language))
        {
            if (withOwn && FindOwn(candidate, file) is { } own)
            {
                return own;
            }
            if (Shipped.TryGetValue($"{candidate}/{file}", out var text))
            {
                return new TemplateSource($"{candidate}/{file}", text, IsOwn: false);
            }
        }
        return null;
    }

    private static IEnumerable<string> Candidates(string language) =>
        language == Fallback || !IsLanguage(language) ? [Fallback] : [language, Fallback];

    private TemplateSource? FindOwn(string language, string file)
    {
        if (folder is null)
        {
            return null;
        }
        var path = Path.Combine(folder, language, file);
        try
        {
            return File.Exists(path)
                ? new TemplateSource(path, File.ReadAllText(path), IsOwn: true)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TemplateException(path, e.Message, e);
        }
    }

    /// <summary>A language becomes a folder's name.</summary>
    private static bool IsLanguage(string text) =>
        text.Length is >= 2 and <= 16 && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');

    private static Dictionary<string, string> ReadShipped()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            found[name[Prefix.Length..]] = reader.ReadToEnd();
        }
        return found;
    }
}

/// <summary>The text of a template.</summary>
/// <param name="Name">Where it is, for people.</param>
/// <param name="Text">What it is.</param>
/// <param name="IsOwn">Whether it is the operator's.</param>
internal sealed record TemplateSource(string Name, string Text, bool IsOwn);

/// <summary>A template is broken.</summary>
/// <param name="file">Which, for people.</param>
/// <param name="problem">A sentence.</param>
/// <param name="inner">Where it came from.</param>
internal sealed class TemplateException(string file, string problem, Exception? inner = null)
    : Exception($"The template {file} is broken: {problem}", inner)
{
    internal string File { get; } = file;

    internal string Problem { get; } = problem;
}
