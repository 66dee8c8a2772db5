using TelephonyBilling.Domain.Calls;

namespace TelephonyBilling.Domain.Tests.Calls;

public sealed class CallFeatureTests
{
    [Theory]
    [InlineData("recording", true)]
    [InlineData("r2d2", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz012345", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyz0123456", false)]
    [InlineData("Recording", false)]
    [InlineData("call-recording", false)]
    [InlineData("2d", false)]
    [InlineData("rec|ording", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void TryParse_TakesWhatCanBePartOfAVariablesName(string? text, bool right)
    {
        CallFeature.TryParse(text, out var feature).Should().Be(right);
        feature.Name.Should().Be(right ? text : "");
    }
}
