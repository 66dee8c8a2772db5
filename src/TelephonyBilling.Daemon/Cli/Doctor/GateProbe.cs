using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>
/// Asks the gate as Asterisk would (FastAGI, <c>res/res_agi.c</c>): sends an environment, answers each command with success,
/// and keeps the plain variables that are set, one by one or by <c>MSet</c>.
/// </summary>
internal static class GateProbe
{
    private static readonly string[] Setters = ["SET VARIABLE ", "EXEC MSet "];

    /// <summary>Asks.</summary>
    /// <param name="gate">Where the gate listens.</param>
    /// <param name="script">Path and query, such as <c>ping</c>.</param>
    /// <param name="arguments">The request's arguments.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The variables that the gate set.</returns>
    /// <exception cref="SocketException">Nobody listens there.</exception>
    /// <exception cref="IOException">The gate hung up at once.</exception>
    internal static async Task<IReadOnlyDictionary<string, string>> AskAsync(
        IPEndPoint gate,
        string script,
        IReadOnlyList<string> arguments,
        CancellationToken cancellationToken
    )
    {
        using var client = new TcpClient(gate.AddressFamily);
        await client.ConnectAsync(Reachable(gate), cancellationToken);
        await using var stream = client.GetStream();
        var environment = new StringBuilder();
        environment.Append("agi_network: yes\nagi_network_script: ").Append(script);
        environment.Append("\nagi_request: agi://").Append(gate).Append('/').Append(script);
        environment.Append(
            "\nagi_channel: Local/doctor\nagi_uniqueid: doctor\nagi_callerid: unknown\n"
        );
        for (var i = 0; i < arguments.Count; i++)
        {
            environment.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"agi_arg_{i + 1}: {arguments[i]}\n"
            );
        }
        environment.Append('\n');
        await stream.WriteAsync(Encoding.ASCII.GetBytes(environment.ToString()), cancellationToken);
        var variables = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = new StreamReader(stream, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            Read(line, variables);
            await stream.WriteAsync("200 result=1\n"u8.ToArray(), cancellationToken);
        }
        return variables;
    }

    // Our own gate's answers are letters, digits, dashes and slashes, so quotes only stand around them.
    private static void Read(string command, Dictionary<string, string> variables)
    {
        var setter = Setters.FirstOrDefault(name =>
            command.StartsWith(name, StringComparison.OrdinalIgnoreCase)
        );
        if (setter is null)
        {
            return;
        }
        var plain = command[setter.Length..]
            .Replace("\"", "", StringComparison.Ordinal)
            .Replace("\\", "", StringComparison.Ordinal);
        foreach (var pair in plain.Split(','))
        {
            if (pair.Split(['=', ' '], 2) is [var name, var value])
            {
                variables[name] = value;
            }
        }
    }

    // A server that listens on every address is asked on this machine's own.
    private static IPEndPoint Reachable(IPEndPoint gate) =>
        gate.Address.Equals(IPAddress.Any) ? new IPEndPoint(IPAddress.Loopback, gate.Port)
        : gate.Address.Equals(IPAddress.IPv6Any) ? new IPEndPoint(IPAddress.IPv6Loopback, gate.Port)
        : gate;
}
