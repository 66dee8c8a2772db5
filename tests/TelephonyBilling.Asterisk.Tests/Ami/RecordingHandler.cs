using System.Threading.Channels;
using TelephonyBilling.Asterisk.Ami;
using TelephonyBilling.Asterisk.Ami.Events;

namespace TelephonyBilling.Asterisk.Tests.Ami;

/// <summary>Puts what it is told into a channel, in order, and lets a test act in between.</summary>
internal sealed class RecordingHandler : IAmiHandler
{
    private readonly Channel<object> seen = Channel.CreateUnbounded<object>();

    public Func<AmiSession, ValueTask>? OnConnected { get; set; }

    public Func<AmiEvent, ValueTask>? OnEvent { get; set; }

    public async ValueTask OnConnectedAsync(AmiSession session, CancellationToken cancellationToken)
    {
        if (this.OnConnected is { } act)
        {
            await act(session);
        }

        this.seen.Writer.TryWrite(session);
    }

    public ValueTask OnLostAsync(AmiLoss loss, CancellationToken cancellationToken)
    {
        this.seen.Writer.TryWrite(loss);
        return ValueTask.CompletedTask;
    }

    public async ValueTask OnEventAsync(AmiEvent amiEvent, CancellationToken cancellationToken)
    {
        if (this.OnEvent is { } act)
        {
            await act(amiEvent);
        }

        this.seen.Writer.TryWrite(amiEvent);
    }

    public ValueTask OnConnectFailedAsync(
        AmiConnectFailure failure,
        CancellationToken cancellationToken
    )
    {
        this.seen.Writer.TryWrite(failure);
        return ValueTask.CompletedTask;
    }

    /// <summary>The next thing told, which must be of that type.</summary>
    public async Task<T> NextAsync<T>()
    {
        var next = await this.seen.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        return next.Should().BeAssignableTo<T>().Subject;
    }

    /// <summary>Whether nothing more was told so far.</summary>
    public bool IsQuiet => !this.seen.Reader.TryPeek(out _);
}
