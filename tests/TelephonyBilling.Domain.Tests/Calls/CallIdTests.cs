using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Domain.Tests.Calls;

public sealed class CallIdTests
{
    private static readonly DateTimeOffset At = new(2026, 11, 22, 10, 45, 2, TimeSpan.Zero);

    [Fact]
    public void Create_HasTimeAndRandom_AndCanBeReadBack()
    {
        var id = CallId.Create(At.AddMilliseconds(500), random: 31);

        id.Value.Should().Be("261122T104502-g0z0000000");
        CallId.Parse(id.Value).Should().Be(id);
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(250, "80")]
    [InlineData(999, "zy")]
    public void Create_CountsThe1024thsOfItsSecond(int milliseconds, string counted) =>
        CallId
            .Create(At.AddMilliseconds(milliseconds), random: 0)
            .Value[14..16]
            .Should()
            .Be(counted);

    [Fact]
    public void Values_SortAsTheirTimes_WhateverIsRandom()
    {
        var random = new Random(1733);
        var ids = Enumerable
            .Range(0, 5000)
            .Select(i => CallId.Create(At.AddMilliseconds(i), (ulong)random.NextInt64()).Value)
            .ToList();

        ids.Should().BeInAscendingOrder(StringComparer.Ordinal).And.OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("261122T104502-7f3k9qx2a")]
    [InlineData("261122T104502-7f3k9qx2abc")]
    [InlineData("261122T104502 7f3k9qx2ab")]
    [InlineData("261122T104502-7f3k9qx2a\n")]
    public void TryParse_WhatIsNone_IsRefused(string? text) =>
        CallId.TryParse(text, out _).Should().BeFalse();
}
