using System.Text;

namespace TelephonyBilling.Asterisk.Tests.FastAgi;

/// <summary>
/// How Asterisk 16 and 22 read a command and the arguments of MSet, told again from the behaviour of
/// <c>parse_args</c> (res/res_agi.c) and <c>__ast_app_separate_args</c> (main/app.c), as the encoder's counterpart.
/// </summary>
internal static class AsteriskArguments
{
    /// <summary>AGI's reader: words at spaces, quotes group, a backslash takes the next character as it is.</summary>
    public static IReadOnlyList<string> Words(string line)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        var quoted = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c == '\\' && i + 1 < line.Length)
            {
                (word ??= new StringBuilder()).Append(line[++i]);
            }
            else if (c == '"')
            {
                quoted = !quoted;
                word ??= new StringBuilder();
            }
            else if (c is ' ' or '\t' && !quoted)
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                    word = null;
                }
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        if (word is not null)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>MSet's reader: pairs at commas outside parentheses, brackets and quotes; then the first equals sign.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Pairs(string arguments)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var pair = new StringBuilder();
        int paren = 0,
            bracket = 0;
        var quoted = false;
        for (var i = 0; i < arguments.Length; i++)
        {
            var c = arguments[i];
            switch (c)
            {
                case '\\':
                    if (++i < arguments.Length)
                    {
                        pair.Append(arguments[i]);
                    }

                    continue;
                case '"':
                    quoted = !quoted;
                    continue;
                case '(':
                    paren++;
                    break;
                case ')' when paren > 0:
                    paren--;
                    break;
                case '[':
                    bracket++;
                    break;
                case ']' when bracket > 0:
                    bracket--;
                    break;
                case ',' when paren == 0 && bracket == 0 && !quoted:
                    Add();
                    continue;
            }

            pair.Append(c);
        }

        Add();
        return pairs;

        void Add()
        {
            var text = pair.ToString();
            pair.Clear();
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            pairs.Add(KeyValuePair.Create(text[..equals], text[(equals + 1)..]));
        }
    }

    /// <summary>What <c>AGIEXECFULL</c> expands: anything that begins with <c>${</c> or <c>$[</c>.</summary>
    public static bool WouldExpand(string arguments) =>
        arguments.Contains("${", StringComparison.Ordinal)
        || arguments.Contains("$[", StringComparison.Ordinal);
}
