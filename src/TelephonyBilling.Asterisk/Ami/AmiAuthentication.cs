namespace TelephonyBilling.Asterisk.Ami;

/// <summary>How the login proves that it knows the secret.</summary>
public enum AmiAuthentication
{
    /// <summary>MD5 of challenge and secret: the secret itself is not sent.</summary>
    Md5,

    /// <summary>
    /// MD5, and the secret in clear when the PBX has no challenge. Whoever sits between can force that: use it over TLS
    /// or on one machine.
    /// </summary>
    Md5OrPlain,

    /// <summary>The secret in clear.</summary>
    Plain,
}
