using System.Text;
using TelephonyBilling.Daemon.PastCalls;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Numbering;
using TelephonyBilling.Engine.Repricing;

namespace TelephonyBilling.Daemon.Tests.PastCalls;

public sealed class PastCallReaderTests
{
    private static readonly Currency Usd = Currency.Parse("USD");

    [Fact]
    public void Cdr_AsAsteriskWritesIt_IsRead()
    {
        // Without and with what loguniqueid, loguserfield and newcdrcolumns add; a name with quotes and a comma.
        const string file = """"
            "","1001","011442079460000","tb-gate","""Lovelace, Ada"" <1001>","PJSIP/1001-00000000","PJSIP/trunk-00000001","Dial","PJSIP/442079460000@trunk,,gb(tb-leg^s^1)","2026-11-22 12:00:00","2026-11-22 12:00:03","2026-11-22 12:01:06",66,63,"ANSWERED","DOCUMENTATION"
            "4711","+13125550100","011525555550000","tb-gate","<+13125550100>","PJSIP/1002-00000002","","Playback","x","2026-11-22 12:00:00",,"2026-11-22 12:00:05",5,0,"NO ANSWER","DOCUMENTATION","1795348800.5","","","1795348800.5",7
            "4711","+13125550100","1002","phones","","PJSIP/1001-3","PJSIP/1002-4","Dial","","2026-11-22 12:00:00","2026-11-22 12:00:01","2026-11-22 12:00:02",2,1,"ANSWERED","DOCUMENTATION","1795348800.6","","","1795348800.6",8

            """";

        Rows(file, new AsteriskCdrLayout())
            .Should()
            .Equal(
                Call(1, "1001", "1001", "011442079460000", 63),
                new PastRow.NotAnswered(),
                Call(3, "+13125550100", "+13125550100", "1002", 1)
            );
    }

    [Fact]
    public void Usage_ColumnsInAnyOrder_OnlyThoseThatAreNeeded()
    {
        const string file = "\uFEFFConnected_Seconds,to,extra\r\n63.2005,+442079460000,x\r\n";

        Rows(file, new UsageLayout(Usd))
            .Should()
            .Equal(
                new PastRow.Call(
                    new PastCall(
                        2,
                        "",
                        "",
                        "+442079460000",
                        null,
                        TimeSpan.FromMilliseconds(63_200.5),
                        null
                    )
                )
            );
    }

    [Fact]
    public void Usage_AllThatIsKnown_IsRead()
    {
        const string file = """
            service,number,from,to,outcome,connected_seconds,charge,currency
            tollfree-inbound,+18005550199,+14165550123,+18005550199,answered,7,0.006,CAD
            international-outbound,+13125550100,1001,+442079460000,unanswered,,,USD
            ,,,+442079460000,,60,0.06,

            """;

        Rows(file, new UsageLayout(Usd))
            .Should()
            .Equal(
                new PastRow.Call(
                    new PastCall(
                        2,
                        "+14165550123",
                        "+18005550199",
                        "+18005550199",
                        Service.TollFreeInbound,
                        TimeSpan.FromSeconds(7),
                        new Money(6_000, Currency.Parse("CAD"))
                    )
                ),
                new PastRow.NotAnswered(),
                new PastRow.Call(
                    new PastCall(
                        4,
                        "",
                        "",
                        "+442079460000",
                        null,
                        TimeSpan.FromSeconds(60),
                        new Money(60_000, Usd)
                    )
                )
            );
    }

    [Theory]
    [InlineData("+44,x,", "connected_seconds is 'x'")]
    [InlineData("+44,-1,", "connected_seconds is '-1'")]
    [InlineData("+44,1e3,", "connected_seconds is '1e3'")]
    [InlineData("+44,99999999999,", "connected_seconds")]
    [InlineData("+44,1,much", "charge is 'much")]
    [InlineData("+44,1,1.0000001", "charge is")]
    [InlineData("+44\"x,1,\"", "Quotes are out of place")]
    public void Usage_LineThatCantBeRead_SaysWhy_AndTheNextIsRead(string bad, string why)
    {
        var rows = Rows($"to,connected_seconds,charge\n{bad}\n+44,1,\n", new UsageLayout(Usd));

        rows.Should().HaveCount(2);
        var unreadable = rows[0].Should().BeOfType<PastRow.Unreadable>().Subject;
        unreadable.Line.Should().Be(2);
        unreadable.Why.Should().Contain(why);
        rows[1].Should().BeOfType<PastRow.Call>();
    }

    [Fact]
    public void Usage_UnknownService_SaysSo() =>
        Rows("to,connected_seconds,service\n+44,1,telegraph\n", new UsageLayout(Usd))
            .Should()
            .Equal(new PastRow.Unreadable(2, "There is no service 'telegraph'."));

    [Theory]
    [InlineData("")]
    [InlineData("prefix,destination\n44,UK\n")]
    [InlineData("\"\",\"1001\",\"1002\",\"phones\"\n")]
    public void Usage_FileOfAnotherKind_IsRefused(string file) =>
        FluentActions
            .Invoking(() => Rows(file, new UsageLayout(Usd)))
            .Should()
            .Throw<FormatException>()
            .WithMessage("*does not name the column to*--layout asterisk-cdr*");

    [Theory]
    [InlineData("\"a\",\"b\",\"c\"", "3 fields found")]
    [InlineData(
        "a,1001,011442079460000,d,e,f,g,h,i,j,k,l,66,many,ANSWERED,n",
        "field 14, are 'many'"
    )]
    public void Cdr_LineThatCantBeRead_SaysWhy(string line, string why) =>
        Rows(line + "\n", new AsteriskCdrLayout())
            .Single()
            .Should()
            .BeOfType<PastRow.Unreadable>()
            .Which.Why.Should()
            .Contain(why);

    [Fact]
    public void AnyBytes_AreNeverTrouble()
    {
        var random = new Random(42);
        for (var round = 0; round < 300; round++)
        {
            var bytes = new byte[random.Next(400)];
            random.NextBytes(bytes);
            for (var i = 0; i < bytes.Length; i += 1 + random.Next(9))
            {
                bytes[i] = (byte)"\",\n\r"[random.Next(4)];
            }
            using var file = new MemoryStream(bytes);
            using var reader = new PastCallReader(file, new AsteriskCdrLayout());

            FluentActions
                .Invoking(() => reader.Rows().Count())
                .Should()
                .NotThrow("round {0}", round);
        }
    }

    [Fact]
    public void LineWithoutEnd_IsNotKept()
    {
        var rows = Rows(
            $"to,connected_seconds\n+44,1\n+44,\"{new string('x', 100_000)}",
            new UsageLayout(Usd)
        );

        rows.Should().HaveCount(2);
        rows[1].Should().BeOfType<PastRow.Unreadable>();
    }

    private static PastRow.Call Call(
        int line,
        string from,
        string number,
        string to,
        int seconds
    ) =>
        new PastRow.Call(
            new PastCall(line, from, number, to, null, TimeSpan.FromSeconds(seconds), null)
        );

    private static IReadOnlyList<PastRow> Rows(string text, IPastCallLayout layout)
    {
        using var file = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var reader = new PastCallReader(file, layout);
        return [.. reader.Rows()];
    }
}
