namespace TelephonyBilling.Testing.Payments;

/// <summary>What <see cref="FaultProxy"/> does to a request.</summary>
public enum PaymentFault
{
    /// <summary>Nothing: it goes through.</summary>
    None,

    /// <summary>It goes through, and its answer never comes.</summary>
    SilenceAfterwards,

    /// <summary>It never arrives, and no answer comes.</summary>
    SilenceBefore,

    /// <summary>The connection is cut in the middle of the request: the server never has the whole of it.</summary>
    CutRequest,

    /// <summary>It goes through, and the connection is cut before the answer.</summary>
    CutBeforeAnswer,

    /// <summary>It goes through, and the connection is cut in the middle of the answer.</summary>
    CutAnswer,

    /// <summary>Answered by 429, and not passed on.</summary>
    TooMany,

    /// <summary>Answered by 500, and not passed on.</summary>
    ErrorBefore,

    /// <summary>It goes through, and is answered by 500.</summary>
    ErrorAfterwards,

    /// <summary>It goes through, and is answered by a web page instead of JSON.</summary>
    Unreadable,

    /// <summary>It goes through, and its answer comes in pieces.</summary>
    SlowAnswer,
}
