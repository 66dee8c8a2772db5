namespace TelephonyBilling.Judges.Tests.Numbering;

/// <summary>The library is asked once for all tests.</summary>
[CollectionDefinition(Name)]
public sealed class JudgeCollection : ICollectionFixture<Libphonenumber>
{
    /// <summary>For <c>[Collection]</c>.</summary>
    public const string Name = "libphonenumber";
}
