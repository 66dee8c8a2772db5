namespace TelephonyBilling.Benchmarks.Children;

/// <summary>
/// The far side of a benchmark, in a process of its own, so that its CPU time and its garbage are not counted as ours.
/// Takes commands as lines on standard input and answers in lines on standard output; ends when its input does.
/// </summary>
public interface IChild
{
    /// <summary>The name by which it is started.</summary>
    string Role { get; }

    /// <summary>Runs until standard input ends.</summary>
    Task RunAsync(TextReader commands, TextWriter answers);
}
