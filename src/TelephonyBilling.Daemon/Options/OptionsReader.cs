using System.Globalization;
using System.Net;
using System.Numerics;
using Microsoft.Extensions.Configuration;

namespace TelephonyBilling.Daemon.Options;

/// <summary>
/// Reads one section strictly: a value that does not fit is an error that names it, and every key that nobody asked for
/// is one too, since a misspelt key that is silently ignored is a setting that somebody believes in.
/// </summary>
internal sealed class OptionsReader
{
    private readonly IConfigurationSection? section;
    private readonly IConfigurationRoot root;
    private readonly Func<string, string> sourceOf;
    private readonly List<OptionsError> errors;
    private readonly HashSet<string> known;

    /// <summary>A reader of the whole configuration.</summary>
    /// <param name="root">The configuration.</param>
    /// <param name="sourceOf">Where the value of a key came from, for people.</param>
    /// <param name="errors">Takes the errors.</param>
    internal OptionsReader(
        IConfigurationRoot root,
        Func<string, string> sourceOf,
        List<OptionsError> errors
    )
        : this(root, null, sourceOf, errors, new HashSet<string>(StringComparer.OrdinalIgnoreCase))
    { }

    private OptionsReader(
        IConfigurationRoot root,
        IConfigurationSection? section,
        Func<string, string> sourceOf,
        List<OptionsError> errors,
        HashSet<string> known
    )
    {
        this.root = root;
        this.section = section;
        this.sourceOf = sourceOf;
        this.errors = errors;
        this.known = known;
    }

    /// <summary>Reads an object below this one.</summary>
    internal OptionsReader Section(string key)
    {
        if (root[PathOf(key)] is { Length: > 0 } value)
        {
            Fail(key, $"found '{value}', expected an object in braces.");
        }
        known.Add(PathOf(key));
        return new OptionsReader(root, root.GetSection(PathOf(key)), sourceOf, errors, known);
    }

    /// <summary>Reads a list of objects below this one.</summary>
    internal IReadOnlyList<OptionsReader> Sections(string key)
    {
        var found = new List<OptionsReader>();
        foreach (var child in root.GetSection(PathOf(key)).GetChildren())
        {
            if (int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                found.Add(new OptionsReader(root, child, sourceOf, errors, known));
            }
        }
        known.Add(PathOf(key));
        return found;
    }

    /// <summary>Whether the key has a value that is not empty.</summary>
    internal bool Has(string key) => !string.IsNullOrEmpty(root[PathOf(key)]);

    /// <summary>A text; empty or missing gives the default.</summary>
    internal string Text(string key, string fallback) => OptionalText(key) ?? fallback;

    /// <summary>A text, which may be empty; only a missing one gives the default.</summary>
    internal string TextOrEmpty(string key, string fallback) => Value(key) ?? fallback;

    /// <summary>A text; null where it is empty or missing.</summary>
    internal string? OptionalText(string key) => Value(key) is { Length: > 0 } value ? value : null;

    /// <summary>A text that must be there.</summary>
    internal string RequiredText(string key, string expected)
    {
        if (OptionalText(key) is { } value)
        {
            return value;
        }
        Fail(key, $"it is missing; expected {expected}.");
        return "";
    }

    /// <summary>A whole number.</summary>
    internal int Integer(string key, int fallback, int min, int max) =>
        Between(key, fallback, min, max, NumberStyles.AllowLeadingSign, "a whole number");

    /// <summary>A number that may have a fraction.</summary>
    internal decimal Number(string key, decimal fallback, decimal min, decimal max) =>
        Between(
            key,
            fallback,
            min,
            max,
            NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
            "a number"
        );

    /// <summary>True or false.</summary>
    internal bool Switch(string key, bool fallback)
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }
        if (bool.TryParse(text, out var value))
        {
            return value;
        }
        Fail(key, $"found '{text}', expected true or false.");
        return fallback;
    }

    /// <summary>One of an enumeration's names, in whatever case.</summary>
    internal T Choice<T>(string key, T fallback, params ReadOnlySpan<T> choices)
        where T : struct, Enum
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }
        var names = new List<string>();
        foreach (var choice in choices)
        {
            if (choice.ToString().Equals(text, StringComparison.OrdinalIgnoreCase))
            {
                return choice;
            }
            names.Add(choice.ToString());
        }
        Fail(key, $"found '{text}', expected one of {string.Join(", ", names)}.");
        return fallback;
    }

    /// <summary>An address with a port; empty gives null.</summary>
    internal IPEndPoint? Listen(string key, IPEndPoint? fallback, bool mayBeEmpty = false)
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }
        if (text.Length == 0 && mayBeEmpty)
        {
            return null;
        }
        if (ListenAddress.TryParse(text, out var address))
        {
            return address;
        }
        Fail(
            key,
            $"found '{text}', expected an address and a port such as 127.0.0.1:4573 or [::1]:4573"
                + (mayBeEmpty ? ", or an empty text to switch it off." : ".")
        );
        return fallback;
    }

    /// <summary>A list of texts; a list in the configuration replaces the default as a whole.</summary>
    internal IReadOnlyList<string> Texts(string key, IReadOnlyList<string> fallback)
    {
        known.Add(PathOf(key));
        var list = root.GetSection(PathOf(key));
        var children = list.GetChildren().ToList();
        if (children.Count == 0)
        {
            if (list.Value is { Length: > 0 } single)
            {
                Fail(key, $"found '{single}', expected a list such as [\"{single}\"].");
            }
            // An empty list arrives as a key with an empty value, and means that there are none.
            return list.Exists() || list.Value is not null ? [] : fallback;
        }
        foreach (var child in children)
        {
            known.Add(child.Path);
        }
        return [.. children.Select(child => child.Value ?? "")];
    }

    /// <summary>Names with values; what is in the configuration replaces the default as a whole.</summary>
    internal IReadOnlyDictionary<string, string> Map(string key)
    {
        known.Add(PathOf(key));
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var child in root.GetSection(PathOf(key)).GetChildren())
        {
            known.Add(child.Path);
            map[child.Key] = child.Value ?? "";
        }
        return map;
    }

    /// <summary>Reports a problem with a key of this section.</summary>
    internal void Fail(string key, string problem) =>
        errors.Add(new OptionsError(PathOf(key), sourceOf(PathOf(key)), problem));

    /// <summary>Reports a problem of this section as a whole.</summary>
    internal void FailAsWhole(string problem) =>
        errors.Add(new OptionsError(section?.Path ?? "", sourceOf(section?.Path ?? ""), problem));

    /// <summary>Reports every key of the configuration that no reader asked for. The last thing to call.</summary>
    internal void ReportUnknownKeys()
    {
        foreach (var (path, problem) in new UnknownKeys(root, known).Find())
        {
            errors.Add(new OptionsError(path, sourceOf(path), problem));
        }
    }

    private string? Value(string key)
    {
        var path = PathOf(key);
        known.Add(path);
        if (root[path] is { } value)
        {
            return value;
        }
        if (root.GetSection(path).GetChildren().Any())
        {
            Fail(key, "found an object or a list, expected one value.");
            foreach (var below in root.GetSection(path).AsEnumerable())
            {
                known.Add(below.Key);
            }
        }
        return null;
    }

    private string PathOf(string key) =>
        section is null ? key : ConfigurationPath.Combine(section.Path, key);

    private T Between<T>(string key, T fallback, T min, T max, NumberStyles style, string what)
        where T : INumber<T>
    {
        if (Value(key) is not { } text)
        {
            return fallback;
        }
        if (
            T.TryParse(text, style, CultureInfo.InvariantCulture, out var value)
            && value >= min
            && value <= max
        )
        {
            return value;
        }
        Fail(
            key,
            string.Create(
                CultureInfo.InvariantCulture,
                $"found '{text}', expected {what} from {min} to {max}."
            )
        );
        return fallback;
    }
}
