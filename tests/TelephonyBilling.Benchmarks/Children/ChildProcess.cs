using System.Diagnostics;

namespace TelephonyBilling.Benchmarks.Children;

/// <summary>A child that this program started from itself.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    /// <summary>The first argument of a child; no verb for people.</summary>
    public const string Verb = "child";

    private static readonly TimeSpan PatienceAtEnd = TimeSpan.FromSeconds(10);

    private readonly Process process;
    private readonly string role;

    private ChildProcess(Process process, string role)
    {
        this.process = process;
        this.role = role;
    }

    /// <summary>Starts a child of this role.</summary>
    public static ChildProcess Start(string role)
    {
        var program =
            Environment.ProcessPath
            ?? throw new InvalidOperationException("The system does not tell this program's path.");
        var start = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
        {
            start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        }
        start.ArgumentList.Add(Verb);
        start.ArgumentList.Add(role);
        return new ChildProcess(Process.Start(start)!, role);
    }

    /// <summary>Gives a command.</summary>
    public async Task SendAsync(string command)
    {
        await process.StandardInput.WriteLineAsync(command);
        await process.StandardInput.FlushAsync();
    }

    /// <summary>The next line of the child's answers.</summary>
    /// <exception cref="InvalidOperationException">The child has ended; it said why on standard error.</exception>
    public async Task<string> AnswerAsync(CancellationToken cancellationToken) =>
        await process.StandardOutput.ReadLineAsync(cancellationToken)
        ?? throw new InvalidOperationException($"The child '{role}' ended before it answered.");

    /// <summary>Gives a command and waits for one line.</summary>
    public async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        await SendAsync(command);
        return await AnswerAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using var patience = new CancellationTokenSource(PatienceAtEnd);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        process.Dispose();
    }
}
