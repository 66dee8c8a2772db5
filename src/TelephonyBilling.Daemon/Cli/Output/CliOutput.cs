using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace TelephonyBilling.Daemon.Cli.Output;

/// <summary>Prints what a verb found: as JSON where that was asked for, else for a person.</summary>
internal sealed class CliOutput(TextWriter output, TextWriter error, bool json)
{
    /// <summary>Whether JSON was asked for.</summary>
    internal bool IsJson => json;

    /// <summary>Prints data in the form that was asked for.</summary>
    internal void Print<T>(T data, JsonTypeInfo<T> type, Action<TextWriter> forPeople)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(data, type));
        }
        else
        {
            forPeople(output);
        }
    }

    /// <summary>Prints a table, or a sentence where there are no rows.</summary>
    internal void Print<T>(T data, JsonTypeInfo<T> type, TextTable table, string none) =>
        Print(
            data,
            type,
            text =>
            {
                if (table.IsEmpty)
                {
                    text.WriteLine(none);
                }
                else
                {
                    table.Write(text);
                }
            }
        );

    /// <summary>A sentence beside the data that does not belong to it.</summary>
    internal void Note(string sentence) => error.WriteLine(sentence);
}
