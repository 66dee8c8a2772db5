using TelephonyBilling.Daemon.Cli.Output;
using TelephonyBilling.Engine.Statements;

namespace TelephonyBilling.Daemon.Cli.Statements;

/// <summary>What an entry of a statement says to its reader.</summary>
internal static class StatementText
{
    /// <summary>A call with its other party, destination and length; else the entry's note.</summary>
    internal static string Of(StatementLine line)
    {
        if (line.Call is not { } call)
        {
            return line.Entry.Note;
        }
        var party = Words.IsInbound(call.Service)
            ? $"from {Words.Number(call.From)}"
            : $"to {Words.Number(call.To)}";
        return string.Join(
            ", ",
            new[] { party, call.Destination, Words.Duration(call.Connected) }.Where(part =>
                part.Length > 0
            )
        );
    }
}
