namespace TelephonyBilling.Daemon.Cli.Doctor;

/// <summary>How a check came out.</summary>
internal enum CheckResult
{
    /// <summary>As it should be.</summary>
    Ok,

    /// <summary>It works, but not as it should; or it could not be checked.</summary>
    Warn,

    /// <summary>Calls will not be billed as they should.</summary>
    Fail,
}

/// <summary>One check.</summary>
/// <param name="Name">What was looked at, such as <c>pbx1: clock</c>.</param>
/// <param name="Result">How it came out.</param>
/// <param name="Found">What was found.</param>
/// <param name="Mend">How to mend it; empty: nothing to mend.</param>
internal sealed record Check(string Name, CheckResult Result, string Found, string Mend);
