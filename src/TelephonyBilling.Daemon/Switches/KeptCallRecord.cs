using System.Globalization;
using System.Text;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Engine.Switching;

namespace TelephonyBilling.Daemon.Switches;

/// <summary>
/// The record of a call's trunk leg that the dialplan keeps in Asterisk's own database:
/// <c>DB(TelephonyBilling/CALL) = UNIQUEID|ANSWERED|ENDED|CAUSE|HOW</c>, times as epoch seconds with microseconds. See
/// asterisk-config/README.md.
/// </summary>
internal static class KeptCallRecord
{
    /// <summary>The family of all records in Asterisk's database.</summary>
    public const string Family = "TelephonyBilling";

    private const char Separator = '|';
    private const string EndedByLimit = "limit";

    /// <summary>Reads a record.</summary>
    /// <returns>False where it isn't one: somebody else wrote there, or a later version of the dialplan.</returns>
    public static bool TryParse(string text, out KeptCall? record)
    {
        record = null;
        var fields = text.Split(Separator);
        if (fields.Length < 4 || fields[0].Length == 0)
        {
            return false;
        }
        if (!TryTime(fields[1], out var answered) || !TryTime(fields[2], out var ended))
        {
            return false;
        }
        _ = int.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var cause);
        record = new KeptCall(fields[0], answered, ended, cause)
        {
            ByLease = fields.Length > 4 && fields[4] == EndedByLimit,
        };
        return true;
    }

    /// <summary>Reads epoch seconds with a fraction; an empty text and zero are no time.</summary>
    public static bool TryTime(string text, out DateTimeOffset? time)
    {
        time = null;
        if (text.Length == 0)
        {
            return true;
        }
        if (!AmiTimestamp.TryParse(Encoding.ASCII.GetBytes(text), out var parsed))
        {
            return false;
        }
        time = parsed > DateTimeOffset.UnixEpoch ? parsed : null;
        return true;
    }
}
