namespace TelephonyBilling.Asterisk.FastAgi;

/// <summary>
/// Answers a session. The session ends when it returns, and the channel goes on in the dialplan. What it throws is logged
/// and counted, and ends this session alone.
/// </summary>
/// <param name="session">The session.</param>
/// <param name="aborted"><see cref="AgiSession.Aborted"/>.</param>
public delegate ValueTask AgiHandler(AgiSession session, CancellationToken aborted);
