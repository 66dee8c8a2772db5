using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TelephonyBilling.Testing.Pbx;

/// <summary>
/// A program that a test started. It dies with the test process, however that ends: <c>setpriv --pdeathsig KILL</c>.
/// The kernel sends that signal when the <em>thread</em> that started the child ends, so all children are started by one
/// thread that lives as long as the process does.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly BlockingCollection<Action> Launches = StartLauncher();

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly Lock outputLock = new();
    private readonly Task pumps;

    private ChildProcess(Process process, string name)
    {
        this.process = process;
        Name = name;
        pumps = Task.WhenAll(PumpAsync(process.StandardOutput), PumpAsync(process.StandardError));
    }

    /// <summary>What it is, for messages.</summary>
    public string Name { get; }

    /// <summary>The process id: scripts that are started here end in <c>exec</c>, so it is the program's own.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>All that it wrote to standard output and standard error so far.</summary>
    public string Output
    {
        get
        {
            lock (outputLock)
                return output.ToString();
        }
    }

    /// <summary>Starts <paramref name="program"/>.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception"><c>setpriv</c> (util-linux) is not there.</exception>
    public static async Task<ChildProcess> StartAsync(
        string name,
        string program,
        IEnumerable<string> arguments,
        string? workingFolder = null,
        IReadOnlyDictionary<string, string>? environment = null
    )
    {
        ProcessStartInfo info = new("setpriv")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingFolder ?? Path.GetTempPath(),
        };
        foreach (string argument in (string[])["--pdeathsig", "KILL", "--", program, .. arguments])
            info.ArgumentList.Add(argument);
        foreach (
            (string key, string value) in environment ?? ReadOnlyDictionary<string, string>.Empty
        )
            info.Environment[key] = value;

        TaskCompletionSource<Process> started = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        Launches.Add(() =>
        {
            try
            {
                started.SetResult(Process.Start(info)!);
            }
#pragma warning disable CA1031 // the failure belongs to whoever asked, not to the launcher thread
            catch (Exception failure)
#pragma warning restore CA1031
            {
                started.SetException(failure);
            }
        });
        Process child = await started.Task;
        child.StandardInput.Close();
        return new ChildProcess(child, name);
    }

    /// <summary>Runs a program to its end and gives back what it printed.</summary>
    /// <exception cref="InvalidOperationException">It did not end in time, or not with exit code 0; the message holds its output.</exception>
    public static async Task<string> RunAsync(
        string program,
        IEnumerable<string> arguments,
        TimeSpan timeout
    )
    {
        await using ChildProcess child = await StartAsync(
            Path.GetFileName(program),
            program,
            arguments
        );
        int code = await child.WaitForExitAsync(timeout);
        return code == 0
            ? child.Output
            : throw new InvalidOperationException(
                $"{program} ended with exit code {code}:\n{child.Output}"
            );
    }

    /// <summary>Waits for the end and gives back the exit code.</summary>
    /// <exception cref="TimeoutException">It is still running after <paramref name="timeout"/>.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan timeout)
    {
        using CancellationTokenSource limit = new(timeout);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            await pumps;
            return process.ExitCode;
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException(
                $"{Name} (process {Id}) was still running after {timeout.TotalSeconds:0.#} s; it wrote:\n{Tail()}",
                late
            );
        }
    }

    /// <summary>Sends <c>SIGKILL</c>, to this process alone, and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Sends a signal by its name, such as <c>TERM</c> or <c>STOP</c>.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start(
            "kill",
            ["-" + signal, Id.ToString(CultureInfo.InvariantCulture)]
        );
        await kill.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>The end of <see cref="Output"/>.</summary>
    public string Tail(int lines = 40) => string.Join('\n', Output.Split('\n').TakeLast(lines));

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }

    private async Task PumpAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync(CancellationToken.None) is { } line)
        {
            lock (outputLock)
                output.AppendLine(line);
        }
    }

    private static BlockingCollection<Action> StartLauncher()
    {
        BlockingCollection<Action> launches = [];
        Thread launcher = new(() =>
        {
            foreach (Action launch in launches.GetConsumingEnumerable())
                launch();
        })
        {
            IsBackground = true,
            Name = "starts child processes",
        };
        launcher.Start();
        return launches;
    }
}
