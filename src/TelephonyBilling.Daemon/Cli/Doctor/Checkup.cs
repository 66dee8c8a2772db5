namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>Collects the checks of one subject, in their order.</summary>
/// <param name="subject">Put before each name; empty: nothing.</param>
/// <param name="checks">Takes the checks.</param>
internal sealed class Checkup(string subject, List<Check> checks)
{
    internal void Ok(string name, string found) => Add(name, CheckResult.Ok, found, "");

    internal void Warn(string name, string found, string mend) =>
        Add(name, CheckResult.Warn, found, mend);

    internal void Fail(string name, string found, string mend) =>
        Add(name, CheckResult.Fail, found, mend);

    private void Add(string name, CheckResult result, string found, string mend) =>
        checks.Add(
            new Check(subject.Length == 0 ? name : $"{subject}: {name}", result, found, mend)
        );
}
