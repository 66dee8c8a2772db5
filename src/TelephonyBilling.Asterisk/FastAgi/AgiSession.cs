using System.Net;

namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// One session as its handler sees it: the request, and commands one after the other. All commands throw
/// <see cref="AgiHangupException"/> when the peer closed, <see cref="AgiTimeoutException"/> when it is too slow or the
/// server stops, <see cref="AgiProtocolException"/> when it does not speak AGI, and <see cref="ArgumentException"/> when
/// the command can't be sent as it is. Not for use by several threads at once.
/// </summary>
public sealed class AgiSession
{
    private readonly AgiConnection connection;

    internal AgiSession(AgiConnection connection, AgiRequest request)
    {
        this.connection = connection;
        this.Request = request;
    }

    /// <summary>What the dialplan sent along.</summary>
    public AgiRequest Request { get; }

    /// <summary>Who connected.</summary>
    public IPEndPoint Peer => this.connection.Peer;

    /// <summary>
    /// Whether Asterisk said that the channel is hung up. Commands that work on a dead channel (variables, database)
    /// still do; others answer 511.
    /// </summary>
    public bool HangupSeen => this.connection.HangupSeen;

    /// <summary>Cancelled when the peer closes, a time limit passes, or the server gives up on the session.</summary>
    public CancellationToken Aborted => this.connection.Aborted;

    /// <summary>Sends a command as it is and gives the reply, whatever its code.</summary>
    /// <param name="command">One line without its ending; arguments quoted as by <see cref="AgiCommands.Quote"/>.</param>
    /// <param name="replyTimeout">For commands that take long; null for <see cref="AgiLimits.ReplyTimeout"/>.</param>
    public ValueTask<AgiReply> SendAsync(string command, TimeSpan? replyTimeout = null) =>
        this.connection.SendAsync(command, replyTimeout);

    /// <summary>
    /// Sets channel variables, in order, in one round trip when they fit into one command
    /// (<see cref="AgiCommands.SetVariables"/>). Names with leading underscores are inherited.
    /// </summary>
    /// <exception cref="AgiCommandException">Asterisk refused.</exception>
    public async ValueTask SetVariablesAsync(IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var commands = AgiCommands.SetVariables(variables, this.connection.Limits.MaxCommandBytes);
        foreach (var command in commands)
        {
            var reply = await this.SendAsync(command).ConfigureAwait(false);
            if (reply is { IsOk: true, Result: "-2" })
            {
                // A build without MSet: then one by one.
                await this.SetOneByOneAsync(variables).ConfigureAwait(false);
                return;
            }

            Expect(reply, "to set variables");
        }
    }

    /// <summary>Sets one channel variable or function.</summary>
    /// <exception cref="AgiCommandException">Asterisk refused.</exception>
    public async ValueTask SetVariableAsync(string name, string value) =>
        Expect(
            await this.SendAsync(AgiCommands.SetVariable(name, value)).ConfigureAwait(false),
            "SET VARIABLE"
        );

    /// <summary>A channel variable or function, or null when it is not set.</summary>
    /// <exception cref="AgiCommandException">Asterisk refused.</exception>
    public ValueTask<string?> GetVariableAsync(string name) =>
        this.ReadAsync("GET VARIABLE ", name);

    /// <summary>An expression with variables, such as <c>${CALLERID(num)}-${EPOCH}</c>, expanded on the channel.</summary>
    /// <exception cref="AgiCommandException">Asterisk refused.</exception>
    public ValueTask<string?> EvaluateAsync(string expression) =>
        this.ReadAsync("GET FULL VARIABLE ", expression);

    /// <summary>Writes a line to Asterisk's console.</summary>
    /// <exception cref="AgiCommandException">Asterisk refused.</exception>
    public async ValueTask VerboseAsync(string message, int level = 1) =>
        Expect(
            await this.SendAsync(AgiCommands.Verbose(message, level)).ConfigureAwait(false),
            "VERBOSE"
        );

    /// <summary>Runs a dialplan application. Its result is in <see cref="AgiReply.Result"/>: -2 means that there is none of that name.</summary>
    public ValueTask<AgiReply> ExecAsync(
        string application,
        string? arguments = null,
        TimeSpan? replyTimeout = null
    ) => this.SendAsync(AgiCommands.Exec(application, arguments), replyTimeout);

    private async ValueTask SetOneByOneAsync(IReadOnlyList<KeyValuePair<string, string>> variables)
    {
        foreach (var (name, value) in variables)
        {
            await this.SetVariableAsync(name, value).ConfigureAwait(false);
        }
    }

    private async ValueTask<string?> ReadAsync(string command, string what)
    {
        ArgumentException.ThrowIfNullOrEmpty(what);
        var reply = await this.SendAsync(command + AgiCommands.Quote(what)).ConfigureAwait(false);
        Expect(reply, command.TrimEnd());
        return reply.Result == "1" ? reply.Data ?? string.Empty : null;
    }

    private static void Expect(AgiReply reply, string command)
    {
        if (reply.Code == 511)
        {
            throw new AgiHangupException($"The channel is dead: {command} was refused ({reply}).");
        }

        if (!reply.IsOk)
        {
            throw new AgiCommandException(command, reply);
        }
    }
}
