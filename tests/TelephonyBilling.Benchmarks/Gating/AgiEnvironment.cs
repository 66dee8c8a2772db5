using System.Globalization;
using System.Text;

namespace TelephonyBilling.Benchmarks.Gating;

/// <summary>What Asterisk sends at the beginning of a session, as the dialplan of this project makes it: 28 lines.</summary>
internal sealed class AgiEnvironment
{
    private const string ChannelMark = "00000000";
    private const string AccountMark = "acct-000";
    private const string EndpointMark = "PJSIP/1000";
    private const string NumberMark = "12125550000";
    private const int AccountDigits = 3;

    private readonly byte[] bytes;
    private readonly int[] channels;
    private readonly int[] accounts;

    public AgiEnvironment()
    {
        var text = string.Join(
            '\n',
            "agi_network: yes",
            "agi_network_script: authorize",
            "agi_request: agi://127.0.0.1:4573/authorize",
            $"agi_channel: {EndpointMark}-{ChannelMark}",
            "agi_language: en",
            "agi_type: PJSIP",
            $"agi_uniqueid: 1767614400.{ChannelMark}",
            "agi_version: 22.5.2",
            $"agi_callerid: {NumberMark}",
            "agi_calleridname: Alice",
            "agi_callingpres: 0",
            "agi_callingani2: 0",
            "agi_callington: 0",
            "agi_callingtns: 0",
            "agi_dnid: 011442079460000",
            "agi_rdnis: unknown",
            "agi_context: phones",
            "agi_extension: 011442079460000",
            "agi_priority: 12",
            "agi_enhanced: 0.0",
            $"agi_accountcode: {AccountMark}",
            "agi_threadid: 139872145356544",
            "agi_arg_1: out",
            "agi_arg_2: 011442079460000",
            $"agi_arg_3: {AccountMark}",
            "agi_arg_4: ",
            "agi_arg_5: ",
            $"agi_arg_6: {NumberMark}",
            "\n"
        );
        bytes = Encoding.ASCII.GetBytes(text);
        channels = [.. Positions(text, ChannelMark)];
        // Account, endpoint and number all end in the account's digits.
        accounts =
        [
            .. new[] { AccountMark, EndpointMark, NumberMark }.SelectMany(mark =>
                Positions(text, mark).Select(position => position + mark.Length - AccountDigits)
            ),
        ];
    }

    /// <summary>The name of an account by its number.</summary>
    public static string Account(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"acct-{number:D3}");

    /// <summary>The environment of a channel's session; to be sent before the next is asked for.</summary>
    public ReadOnlyMemory<byte> Of(int channel, int account)
    {
        foreach (var position in channels)
        {
            channel.TryFormat(bytes.AsSpan(position), out _, "D8", CultureInfo.InvariantCulture);
        }
        foreach (var position in accounts)
        {
            account.TryFormat(bytes.AsSpan(position), out _, "D3", CultureInfo.InvariantCulture);
        }
        return bytes;
    }

    private static IEnumerable<int> Positions(string text, string mark)
    {
        for (
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            at >= 0;
            at = text.IndexOf(mark, at + 1, StringComparison.Ordinal)
        )
        {
            yield return at;
        }
    }
}
