using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiDispatcherTests
{
    [Fact]
    public void Dispatch_EventsNobodyAskedFor_AllocateNothing()
    {
        var dispatcher = Dispatcher(["Newstate", "Hangup"], _ => true);
        var block = Encoding.ASCII.GetBytes(
            "Event: VarSet\r\nPrivilege: dialplan,all\r\nChannel: PJSIP/1\r\nVariable: A\r\nValue: b\r\n\r\n"
        );
        dispatcher.Dispatch(block);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 10_000; i++)
        {
            dispatcher.Dispatch(block);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Theory]
    [InlineData("Event: Newstate\r\nA: b\r\n\r\n", true)]
    [InlineData("event: newSTATE\r\nA: b\r\n\r\n", true)]
    [InlineData("A: b\r\nEvent: Newstate\r\n\r\n", true)]
    [InlineData("Event:Newstate\r\n\r\n", true)]
    [InlineData("Event: Newstatex\r\n\r\n", false)]
    [InlineData("Event: Newstat\r\n\r\n", false)]
    [InlineData("Event: \r\n\r\n", false)]
    [InlineData("Event: Other\r\nName: \nEvent: Newstate\r\n\r\n", false)]
    [InlineData("Response: Success\r\nEvent: Newstate\r\n\r\n", false)]
    [InlineData("X-Event: Newstate\r\n\r\n", false)]
    public void Dispatch_OnlySubscribedEvents_AreDelivered(string block, bool delivered)
    {
        var count = 0;
        var dispatcher = Dispatcher(
            ["Newstate", "Hangup"],
            _ =>
            {
                count++;
                return true;
            }
        );
        dispatcher.Dispatch(Encoding.ASCII.GetBytes(block));
        count.Should().Be(delivered ? 1 : 0);
    }

    [Fact]
    public void EventNames_ManyNames_AreAllFoundAndNoOthers()
    {
        var names = Enumerable.Range(0, 500).Select(i => $"Event{i}Name").ToList();
        var set = new EventNameSet(names);
        names.Should().OnlyContain(n => set.Contains(Encoding.ASCII.GetBytes(n)));
        names
            .Should()
            .OnlyContain(n => set.Contains(Encoding.ASCII.GetBytes(n.ToUpperInvariant())));
        names.Should().OnlyContain(n => !set.Contains(Encoding.ASCII.GetBytes(n + "x")));
        set.Contains([]).Should().BeFalse();
        new EventNameSet([]).Contains("Event1Name"u8).Should().BeFalse();
    }

    private static AmiDispatcher Dispatcher(string[] names, Func<AmiMessage, bool> deliver) =>
        new("test", new EventNameSet(names), new PendingActions(), deliver, NullLogger.Instance);
}
