using System.Globalization;
using System.Text;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// Writes AGI commands so that Asterisk reads back exactly what was meant. Two readers lie in the way: AGI's own
/// (<c>parse_args</c> in <c>res/res_agi.c</c>: quotes group, a backslash takes the next byte as it is), and for
/// <c>EXEC MSet</c> that of application arguments (<c>__ast_app_separate_args</c> in <c>main/app.c</c>: parentheses,
/// brackets, quotes, commas and backslashes mean something, a backslash takes that away). Both are the same in
/// Asterisk 16 and 22. If the channel has <c>AGIEXECFULL</c>, variables are expanded between the two; a backslash
/// inside <c>${</c> and <c>$[</c> hides them from that, and the second reader removes it again.
/// </summary>
public static class AgiCommands
{
    // MSet takes 99 pairs; the last one it reads differently.
    private const int MaxPairs = 64;

    /// <summary>An argument in quotes, so that it arrives as it is.</summary>
    /// <exception cref="ArgumentException">It has CR, LF or NUL, which no command can carry.</exception>
    public static string Quote(string argument)
    {
        CheckCharacters(argument);
        var quoted = new StringBuilder(argument.Length + 8).Append('"');
        foreach (var c in argument)
        {
            if (c is '"' or '\\')
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    /// <summary><c>SET VARIABLE</c>: any name, functions included.</summary>
    /// <exception cref="ArgumentException">An empty name, or CR, LF or NUL.</exception>
    public static string SetVariable(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return $"SET VARIABLE {(IsPlainName(name) ? name : Quote(name))} {Quote(value)}";
    }

    /// <summary><c>EXEC</c> of a dialplan application with its arguments as one text.</summary>
    /// <exception cref="ArgumentException">The name is not one, or the arguments have CR, LF or NUL.</exception>
    public static string Exec(string application, string? arguments)
    {
        if (!IsPlainName(application))
        {
            throw new ArgumentException(
                $"\"{application}\" is no application's name.",
                nameof(application)
            );
        }

        return string.IsNullOrEmpty(arguments)
            ? $"EXEC {application}"
            : $"EXEC {application} {Quote(arguments)}";
    }

    /// <summary><c>VERBOSE</c>: a line on Asterisk's console.</summary>
    /// <exception cref="ArgumentException">CR, LF or NUL.</exception>
    public static string Verbose(string message, int level) =>
        string.Create(CultureInfo.InvariantCulture, $"VERBOSE {Quote(message)} {level}");

    /// <summary>
    /// The fewest commands that set all the variables, in order: <c>EXEC MSet</c> for as many as fit, <c>SET VARIABLE</c>
    /// for a function such as <c>CALLERID(name)</c>, and for a value that only fits there.
    /// </summary>
    /// <param name="variables">Names and values; an empty value is set as such.</param>
    /// <param name="maxBytes">Longest command with its line feed, in bytes.</param>
    /// <exception cref="ArgumentException">A name is empty, text has CR, LF or NUL, or one variable alone is too long.</exception>
    public static IReadOnlyList<string> SetVariables(
        IReadOnlyList<KeyValuePair<string, string>> variables,
        int maxBytes
    )
    {
        ArgumentNullException.ThrowIfNull(variables);
        var commands = new List<string>(1);
        var line = new StringBuilder();
        var bytes = 0;
        var pairs = 0;
        foreach (var (name, value) in variables)
        {
            ArgumentException.ThrowIfNullOrEmpty(name, nameof(variables));
            CheckCharacters(value);
            var pair = IsPlainName(name) ? Pair(name, value) : null;
            var pairBytes = pair is null ? int.MaxValue : Encoding.UTF8.GetByteCount(pair);
            if (pairBytes > maxBytes - Opening.Length - Closing.Length)
            {
                Flush();
                commands.Add(Fitting(SetVariable(name, value), name, maxBytes));
                continue;
            }

            if (
                pairs == MaxPairs
                || (pairs > 0 && bytes + 1 + pairBytes + Closing.Length > maxBytes)
            )
            {
                Flush();
            }

            if (pairs == 0)
            {
                line.Append(Opening);
                bytes = Opening.Length;
            }
            else
            {
                line.Append(',');
                bytes++;
            }

            line.Append(pair);
            bytes += pairBytes;
            pairs++;
        }

        Flush();
        return commands;

        void Flush()
        {
            if (pairs > 0)
            {
                commands.Add(line.Append('"').ToString());
                line.Clear();
                pairs = 0;
            }
        }
    }

    private const string Opening = "EXEC MSet \"";
    private const string Closing = "\"\n";

    internal static void CheckCharacters(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bad = text.AsSpan().IndexOfAny('\r', '\n', '\0');
        if (bad >= 0)
        {
            throw new ArgumentException(
                $"U+{(int)text[bad]:X4} at position {bad} can't be sent in an AGI command.",
                nameof(text)
            );
        }
    }

    private static string Fitting(string command, string name, int maxBytes)
    {
        var bytes = Encoding.UTF8.GetByteCount(command) + 1;
        return bytes <= maxBytes
            ? command
            : throw new ArgumentException(
                $"Setting {name} takes a command of {bytes} bytes; at most {maxBytes} are allowed (AgiLimits.MaxCommandBytes).",
                nameof(command)
            );
    }

    private static string Pair(string name, string value)
    {
        var pair = new StringBuilder(name, name.Length + value.Length + 8).Append('=');
        foreach (var c in value)
        {
            switch (c)
            {
                case '\\' or '"':
                    // A backslash for MSet, and both of them past AGI's own reader.
                    pair.Append(@"\\\").Append(c);
                    break;
                case '(' or ')' or '[' or ']' or ',' or '{' or '$':
                    pair.Append(@"\\").Append(c);
                    break;
                default:
                    pair.Append(c);
                    break;
            }
        }

        return pair.ToString();
    }

    private static bool IsPlainName(string name)
    {
        foreach (var c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
