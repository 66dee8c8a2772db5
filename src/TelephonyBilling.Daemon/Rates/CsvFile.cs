using System.Globalization;
using System.Text;
using CsvHelper;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Rates;

/// <summary>
/// A CSV file (RFC 4180) in UTF-8 as people and programs write it: lines that begin with <c>#</c> and empty ones are passed
/// over, fields are trimmed, no field goes over a line's end. What can't be read is noted, with its line.
/// </summary>
internal static class CsvFile
{
    private const int MaxLineBytes = 64 * 1024;

    /// <summary>Reads a file.</summary>
    /// <param name="file">The file's bytes; not closed.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="errors">Gets what is wrong with lines and characters.</param>
    /// <param name="read">Reads the lines, the first one included.</param>
    internal static void Read(
        Stream file,
        char separator,
        RateErrors errors,
        Action<CsvReader> read
    )
    {
        var utf8 = new UTF8Encoding(
            encoderShouldEmitUTF8Identifier: false,
            throwOnInvalidBytes: true
        );
        using var text = new StreamReader(
            file,
            utf8,
            detectEncodingFromByteOrderMarks: true,
            leaveOpen: true
        );
        using var csv = CsvReader.Create(text, Configure(separator, errors), leaveOpen: true);
        try
        {
            read(csv);
        }
        catch (DecoderFallbackException)
        {
            errors.Add(
                new RateError(
                    (int)csv.LineNumber,
                    "",
                    "",
                    "Behind this line the file is not UTF-8 text: save it as UTF-8."
                )
            );
        }
        catch (CsvFormatException tooLong)
        {
            // Malformed lines are reported and passed over, so only a line beyond the limit gets here.
            errors.Add(
                new RateError(
                    (int)tooLong.LineNumber,
                    "",
                    "",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The line has more than {MaxLineBytes} bytes."
                    )
                )
            );
        }
    }

    /// <summary>Notes a line that has not as many fields as the first one.</summary>
    /// <returns>Whether it has.</returns>
    internal static bool HasFields(CsvReader csv, int expected, RateErrors errors)
    {
        if (csv.FieldCount == expected)
        {
            return true;
        }
        errors.Add(
            new RateError(
                (int)csv.LineNumber,
                "",
                "",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{csv.FieldCount} fields found, {expected} expected as in the first line; a decimal comma or an unquoted comma adds one."
                )
            )
        );
        return false;
    }

    private static CsvReaderOptions Configure(char separator, RateErrors errors) =>
        new()
        {
            Separator = separator,
            HasHeader = false,
            CommentPrefix = '#',
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            AllowLineBreaksInQuotes = false,
            TrackLineNumbers = true,
            MaxRecordSize = MaxLineBytes,
            PoolStrings = true,
            MalformedData = CsvMalformedDataHandling.Skip,
            OnMalformedRecord = bad =>
                errors.Add(
                    new RateError(
                        (int)bad.LineNumber,
                        "",
                        "",
                        $"Quotes are out of place in '{Shorten(bad.RawRecord)}': a field with quotes is quoted whole, its own quotes doubled."
                    )
                ),
        };

    private static string Shorten(string line)
    {
        const int shown = 60;
        return line.Length > shown ? line[..shown] + "…" : line;
    }
}
