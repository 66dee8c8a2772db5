using HandlebarsDotNet;

namespace TelephonyBilling.Daemon.Mail;

/// <summary>The templates of one language, compiled when they are first asked for. Safe for all threads.</summary>
/// <remarks>
/// A field that is not there is an error: a misspelt one would leave a gap in a mail that somebody believes in. HTML is escaped
/// but between three braces; in texts nothing is.
/// </remarks>
internal sealed class TemplateSet
{
    private const string FormatKey = "format";
    private const string SubjectHeader = "Subject:";
    private const string TextFiles = ".txt";
    private const string HtmlFiles = ".html";

    private readonly TemplateLibrary library;
    private readonly string language;
    private readonly bool withOwn;
    private readonly Lock door = new();
    private readonly Dictionary<(string Kind, MailPart Part), Compiled> compiled = [];
    private readonly Dictionary<string, IHandlebars> engines = new(StringComparer.Ordinal);

    /// <param name="library">Where templates are.</param>
    /// <param name="language">Their language.</param>
    /// <param name="withOwn">Whether the operator's own go before the shipped ones.</param>
    internal TemplateSet(TemplateLibrary library, string language, bool withOwn)
    {
        this.library = library;
        this.language = language;
        this.withOwn = withOwn;
    }

    /// <summary>Words one part of a mail.</summary>
    /// <exception cref="TemplateException">Its template, or what that includes, is broken.</exception>
    internal string Render(
        string kind,
        MailPart part,
        Dictionary<string, object?> model,
        MailFormat format
    )
    {
        var template = Find(kind, part);
        try
        {
            var words = template
                .Write(
                    model,
                    new Dictionary<string, object>(StringComparer.Ordinal) { [FormatKey] = format }
                )
                .Trim();
            return part == MailPart.Subject && (words.Length == 0 || words.Any(char.IsControl))
                ? throw new TemplateException(
                    template.File,
                    "the subject is empty, or has a line break or another control character in it."
                )
                : words;
        }
        // Whatever a template makes the library do: it is the template that has to be mended.
        catch (Exception e) when (e is not TemplateException)
        {
            throw new TemplateException(
                BrokenPart(e, part == MailPart.Html ? HtmlFiles : TextFiles) ?? template.File,
                Describe(e),
                e
            );
        }
    }

    /// <summary>The file of the part that broke; null: it was none, but the template itself.</summary>
    /// <remarks>The library names a part by its name alone, and in its message alone.</remarks>
    private string? BrokenPart(Exception e, string extension) =>
        library
            .Parts(extension)
            .Where(name => Describe(e).Contains($"partial '{name}'", StringComparison.Ordinal))
            .Select(name => library.Find(language, $"_{name}{extension}", withOwn)?.Name)
            .FirstOrDefault();

    private Compiled Find(string kind, MailPart part)
    {
        lock (door)
        {
            if (!compiled.TryGetValue((kind, part), out var template))
            {
                compiled.Add((kind, part), template = Compile(kind, part));
            }
            return template;
        }
    }

    private Compiled Compile(string kind, MailPart part)
    {
        var extension = part == MailPart.Html ? HtmlFiles : TextFiles;
        var source =
            library.Find(language, kind + extension, withOwn)
            ?? throw new TemplateException($"{language}/{kind}{extension}", "there is none.");
        try
        {
            return new Compiled(source.Name, Engine(extension).Compile(PieceOf(source, part)));
        }
        catch (Exception e) when (e is not TemplateException)
        {
            throw new TemplateException(source.Name, Describe(e), e);
        }
    }

    /// <summary>What compiles templates of one kind of file, with the parts that they may include.</summary>
    private IHandlebars Engine(string extension)
    {
        if (engines.TryGetValue(extension, out var engine))
        {
            return engine;
        }
        engine = Create(isText: extension == TextFiles);
        foreach (var name in library.Parts(extension))
        {
            if (library.Find(language, $"_{name}{extension}", withOwn) is { } source)
            {
                Include(engine, name, source);
            }
        }
        engines.Add(extension, engine);
        return engine;
    }

    private static void Include(IHandlebars handlebars, string name, TemplateSource source)
    {
        try
        {
            // Compiled at once, so that what is wrong with it is not said of those who include it.
            using var reader = new StringReader(source.Text);
            handlebars.RegisterTemplate(name, handlebars.Compile(reader));
        }
        catch (Exception e)
        {
            throw new TemplateException(source.Name, Describe(e), e);
        }
    }

    private static string PieceOf(TemplateSource source, MailPart part)
    {
        if (part == MailPart.Html)
        {
            return source.Text;
        }
        var end = source.Text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0 || !source.Text.StartsWith(SubjectHeader, StringComparison.Ordinal))
        {
            throw new TemplateException(
                source.Name,
                $"its first line has to be the subject, such as '{SubjectHeader} Your invoice'."
            );
        }
        return part == MailPart.Subject
            ? source.Text[SubjectHeader.Length..end]
            : source.Text[(end + 1)..];
    }

    /// <summary>The first lines of what was said, whoever said it: the library adds its own stack below.</summary>
    private static string Describe(Exception e)
    {
        var said = e.Message.Split('\n')[0].Trim();
        return e.InnerException is null ? said : $"{said}: {Describe(e.InnerException)}";
    }

    private static IHandlebars Create(bool isText)
    {
        var handlebars = Handlebars.Create(
            new HandlebarsConfiguration
            {
                ThrowOnUnresolvedBindingExpression = true,
                NoEscape = isText,
            }
        );
        Register(handlebars, "money", (format, values) => format.Money(values(0), values(1)));
        Register(handlebars, "number", (format, values) => format.Number(values(0)));
        Register(handlebars, "duration", (format, values) => format.Duration(values(0)));
        Register(handlebars, "date", (format, values) => format.Date(values(0)));
        Register(handlebars, "time", (format, values) => format.Time(values(0)));
        Register(handlebars, "month", (format, values) => format.Month(values(0)));
        Register(handlebars, "minus", (_, values) => MailFormat.Minus(values(0)));
        handlebars.RegisterHelper(
            "is",
            (output, options, context, arguments) =>
            {
                if (arguments.Length == 2 && Equals(Plain(arguments[0]), Plain(arguments[1])))
                {
                    options.Template(output, context);
                }
                else
                {
                    options.Inverse(output, context);
                }
            }
        );
        return handlebars;
    }

    /// <summary>A whole number of a template is shorter than one of a notice.</summary>
    private static object? Plain(object? value) => value is int number ? (long)number : value;

    private static void Register(
        IHandlebars handlebars,
        string name,
        Func<MailFormat, Func<int, object?>, object> write
    ) =>
        handlebars.RegisterHelper(
            name,
            (in HelperOptions options, in Context _, in Arguments arguments) =>
            {
                var values = arguments;
                return arguments.Length == 0
                    ? throw new HandlebarsException($"{{{{{name}}}}} needs a value.")
                    : write(
                        (MailFormat)options.Data[FormatKey]!,
                        at => at < values.Length ? values[at] : null
                    );
            }
        );

    /// <summary>A template that can be filled.</summary>
    private sealed record Compiled(string File, HandlebarsTemplate<object, object> Write);
}

/// <summary>A part of a mail that has a template.</summary>
internal enum MailPart
{
    /// <summary>The first line of the text's file.</summary>
    Subject,

    /// <summary>For readers without HTML.</summary>
    Text,

    /// <summary>A whole page.</summary>
    Html,
}
