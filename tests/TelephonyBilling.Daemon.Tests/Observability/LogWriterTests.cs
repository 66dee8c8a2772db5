using System.Text;
using Serilog.Events;
using Serilog.Formatting.Display;
using Serilog.Parsing;
using TelephonyBilling.Daemon.Observability;

namespace TelephonyBilling.Daemon.Tests.Observability;

public sealed class LogWriterTests
{
    private readonly HeldStream output = new();

    [Fact]
    public async Task Emit_MoreThanTheQueueHolds_WaitsAndLosesNothing()
    {
        var log = NewWriter(capacity: 2);
        log.Emit(Event(0));
        await output.Entered;
        var rest = Task.Run(() =>
        {
            for (var i = 1; i < 100; i++)
            {
                log.Emit(Event(i));
            }
        });
        output.Release();
        await rest;
        log.Dispose();

        output.Text.Should().Be(string.Concat(Enumerable.Range(0, 100).Select(i => $"{i}\n")));
    }

    [Fact]
    public async Task Emit_WhileAnotherIsWritten_SharesOneWrite()
    {
        var log = NewWriter(capacity: 1000);
        log.Emit(Event(0));
        await output.Entered;
        for (var i = 1; i < 100; i++)
        {
            log.Emit(Event(i));
        }
        output.Release();
        log.Dispose();

        output.Writes.Should().Be(2);
    }

    [Fact]
    public async Task Write_StreamFails_GoesOnWithTheNext()
    {
        var log = NewWriter(capacity: 10);
        output.FailOnce = true;
        log.Emit(Event(0));
        await output.Entered;
        log.Emit(Event(1));
        output.Release();
        log.Dispose();

        output.Text.Should().Be("1\n");
    }

    [Fact]
    public void Emit_AfterDispose_DoesNotWait()
    {
        output.Release();
        var log = NewWriter(capacity: 0);
        log.Dispose();

        log.Emit(Event(0));

        output.Text.Should().BeEmpty();
    }

    private LogWriter NewWriter(int capacity) =>
        new(output, new MessageTemplateTextFormatter("{Message:lj}\n"), copy: null, capacity);

    private static LogEvent Event(int number) =>
        new(
            DateTimeOffset.UnixEpoch,
            LogEventLevel.Information,
            exception: null,
            new MessageTemplateParser().Parse($"{number}"),
            []
        );

    /// <summary>A stream whose first write takes until it is released.</summary>
    private sealed class HeldStream : MemoryStream
    {
        private readonly TaskCompletionSource entered = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private readonly ManualResetEventSlim released = new();

        public Task Entered => entered.Task.WaitAsync(TimeSpan.FromSeconds(30));

        public int Writes { get; private set; }

        public bool FailOnce { get; set; }

        public string Text => Encoding.UTF8.GetString(ToArray());

        public void Release() => released.Set();

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            entered.TrySetResult();
            released.Wait();
            Writes++;
            if (FailOnce)
            {
                FailOnce = false;
                throw new IOException("disk full");
            }
            base.Write(buffer.ToArray(), 0, buffer.Length); // of a span it would ask this method again
        }
    }
}
