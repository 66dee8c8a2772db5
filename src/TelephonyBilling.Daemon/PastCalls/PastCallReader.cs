using CsvHelper;
using TelephonyBilling.Engine.Repricing;

namespace TelephonyBilling.Daemon.PastCalls;

/// <summary>Reads files of past calls, line by line: CSV in UTF-8, in a layout.</summary>
/// <remarks>A line that can't be read is a value, and the next one is read. Bytes that are no UTF-8 are replaced: names of callers have them.</remarks>
internal sealed class PastCallReader : IDisposable
{
    private const int MaxLineBytes = 64 * 1024;

    private readonly Queue<PastRow> malformed = new();
    private readonly StreamReader text;
    private readonly CsvReader csv;
    private readonly IPastCallLayout layout;

    /// <summary>Reads the first line where the layout has one that names columns.</summary>
    /// <param name="file">The file's bytes; not closed.</param>
    /// <param name="layout">Which column is which.</param>
    /// <exception cref="FormatException">The file is not of this layout; the message says why.</exception>
    internal PastCallReader(Stream file, IPastCallLayout layout)
    {
        this.layout = layout;
        text = new StreamReader(file, leaveOpen: true);
        csv = CsvReader.Create(
            text,
            new CsvReaderOptions
            {
                Separator = ',',
                HasHeader = false,
                AllowLineBreaksInQuotes = false,
                TrackLineNumbers = true,
                MaxRecordSize = MaxLineBytes,
                MalformedData = CsvMalformedDataHandling.Skip,
                OnMalformedRecord = bad =>
                    malformed.Enqueue(
                        new PastRow.Unreadable((int)bad.LineNumber, "Quotes are out of place.")
                    ),
            },
            leaveOpen: true
        );
        if (layout.HasHeader)
        {
            layout.ReadHeader(csv.Read() ? Fields() : []);
        }
    }

    public void Dispose()
    {
        csv.Dispose();
        text.Dispose();
    }

    /// <summary>The calls, in the order of the file.</summary>
    internal IEnumerable<PastRow> Rows()
    {
        while (TryRead())
        {
            while (malformed.TryDequeue(out var before))
            {
                yield return before;
            }
            yield return layout.Read((int)csv.LineNumber, Fields());
        }
        while (malformed.TryDequeue(out var bad))
        {
            yield return bad;
        }
    }

    private bool TryRead()
    {
        try
        {
            return csv.Read();
        }
        catch (CsvFormatException e)
        {
            malformed.Enqueue(
                new PastRow.Unreadable(
                    (int)e.LineNumber,
                    $"The line has more than {MaxLineBytes} bytes; nothing behind it was read."
                )
            );
            return false;
        }
    }

    private string[] Fields() => [.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)];
}

/// <summary>A line of a file of past calls.</summary>
internal abstract record PastRow
{
    private PastRow() { }

    /// <summary>A call that was answered.</summary>
    internal sealed record Call(PastCall Past) : PastRow;

    /// <summary>A call that nobody answered.</summary>
    internal sealed record NotAnswered : PastRow;

    /// <summary>What it is can't be read.</summary>
    internal sealed record Unreadable(int Line, string Why) : PastRow;
}

/// <summary>Which column of a file is which.</summary>
internal interface IPastCallLayout
{
    /// <summary>Whether the first line names the columns.</summary>
    bool HasHeader { get; }

    /// <summary>Reads the names.</summary>
    /// <exception cref="FormatException">Some that are needed are missing.</exception>
    void ReadHeader(string[] names);

    /// <summary>Reads a line.</summary>
    PastRow Read(int line, string[] fields);
}
