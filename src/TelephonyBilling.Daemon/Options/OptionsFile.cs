using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;

namespace TelephonyBilling.Daemon.Options;

/// <summary>
/// Reads the configuration: a JSON file (comments and trailing commas allowed), then environment variables
/// <c>TELEPHONYBILLING_Section__Key</c> over it, then secrets from files.
/// </summary>
/// <param name="environment">The process's environment variables.</param>
public sealed class OptionsFile(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Where the file is looked for unless another is named, and none lies in the prefix of the installation.</summary>
    public const string DefaultPath = "/etc/telephony-billing/telephony-billing.json";

    /// <summary>What the environment variables begin with.</summary>
    public const string EnvironmentPrefix = "TELEPHONYBILLING_";

    /// <summary>
    /// The file of this installation: <c>PREFIX/etc/…</c> of a program in <c>PREFIX/lib/telephony-billing</c>, such as
    /// <c>/usr/local/etc/…</c>, if it is there; else <see cref="DefaultPath"/>.
    /// </summary>
    public static string FindDefaultPath()
    {
        var inPrefix = Path.GetFullPath(
            Path.Combine(AppContext.BaseDirectory, "..", "..", DefaultPath.TrimStart('/'))
        );
        return File.Exists(inPrefix) ? inPrefix : DefaultPath;
    }

    /// <summary>A reader with this process's own environment.</summary>
    public static OptionsFile OfThisProcess()
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (System.Collections.DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            variables[(string)entry.Key] = (string?)entry.Value ?? "";
        }
        return new OptionsFile(variables);
    }

    /// <summary>Reads and validates.</summary>
    /// <param name="path">The file; null: <see cref="FindDefaultPath"/>, which may be missing where the environment says something.</param>
    /// <param name="forDaemon">
    /// Whether switches and their secrets are needed. An administrator's <c>account show</c> works without: the secrets are
    /// the daemon's alone.
    /// </param>
    public OptionsResult Read(string? path, bool forDaemon)
    {
        var file = Path.GetFullPath(path ?? FindDefaultPath());
        var errors = new List<OptionsError>();
        var overrides = Overrides();
        var builder = new ConfigurationBuilder();
        if (File.Exists(file))
        {
            builder.AddJsonStream(Open(file, errors));
        }
        else if (path is not null || overrides.Count == 0)
        {
            errors.Add(
                new OptionsError(
                    "",
                    file,
                    "there is no such file; name the configuration with --config, or copy the commented one that is installed with the program."
                )
            );
        }
        builder.AddInMemoryCollection(
            overrides.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.Value))
        );
        if (errors.Count > 0)
        {
            return new OptionsResult(null, errors, file);
        }
        if (Build(builder, file, errors) is not { } root)
        {
            return new OptionsResult(null, errors, file);
        }
        string SourceOf(string key)
        {
            if (overrides.TryGetValue(key, out var variable))
            {
                return variable.Name;
            }
            return root.GetSection(key).Exists() ? file : "";
        }
        var reader = new OptionsReader(root, SourceOf, errors);
        var options = new OptionsBinder(reader, Path.GetDirectoryName(file)!, environment).Bind(
            forDaemon
        );
        reader.ReportUnknownKeys();
        return new OptionsResult(errors.Count == 0 ? options : null, errors, file);
    }

    private static IConfigurationRoot? Build(
        ConfigurationBuilder builder,
        string file,
        List<OptionsError> errors
    )
    {
        try
        {
            return builder.Build();
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidDataException)
        {
            errors.Add(new OptionsError("", file, DescribeJson(e)));
            return null;
        }
    }

    private static MemoryStream Open(string file, List<OptionsError> errors)
    {
        try
        {
            return new MemoryStream(File.ReadAllBytes(file), writable: false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new OptionsError("", file, $"the file can't be read: {e.Message}"));
            return new MemoryStream();
        }
    }

    private static string DescribeJson(Exception error)
    {
        for (var e = error; e is not null; e = e.InnerException)
        {
            if (e is JsonException { LineNumber: { } line } json)
            {
                // The reader counts from 0, and repeats the position in its own words at the end.
                var what = e.Message.Split(" LineNumber:")[0];
                return $"line {line + 1}, byte {json.BytePositionInLine + 1}: this is not JSON. {what}";
            }
        }
        return error.Message;
    }

    /// <summary>
    /// Configuration keys by the environment. Every key stands in a section, so a variable without <c>__</c> is not one of
    /// ours: others with this prefix belong to the build.
    /// </summary>
    private Dictionary<string, (string Name, string Value)> Overrides()
    {
        var found = new Dictionary<string, (string, string)>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in environment)
        {
            if (
                name.StartsWith(EnvironmentPrefix, StringComparison.OrdinalIgnoreCase)
                && name.Contains("__", StringComparison.Ordinal)
            )
            {
                var key = name[EnvironmentPrefix.Length..]
                    .Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
                found[key] = (name, value);
            }
        }
        return found;
    }
}
