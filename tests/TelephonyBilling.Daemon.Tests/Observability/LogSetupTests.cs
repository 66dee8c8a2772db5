using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using TelephonyBilling.Daemon.Observability;
using TelephonyBilling.Daemon.Options;

namespace TelephonyBilling.Daemon.Tests.Observability;

public sealed class LogSetupTests
{
    [Fact]
    public void Text_OneEvent_IsOneLineInItsOwnWords() =>
        Written(new LoggingOptions(), Answered)
            .Should()
            .MatchRegex(
                @"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} INF call answered call=c1 from=1001 to=442079460000 destination=""United Kingdom""\n$"
            );

    [Fact]
    public void Json_OneEvent_HasTheSameWordsAndItsValues()
    {
        var line = Written(new LoggingOptions { Format = LogFormat.Json }, Answered);

        line.Should().EndWith("}\n").And.Subject.Count(c => c == '\n').Should().Be(1);
        var json = JsonDocument.Parse(line).RootElement;
        json.GetProperty("message").GetString().Should().StartWith("call answered call=c1");
        json.GetProperty("level").GetString().Should().Be("Information");
        json.GetProperty("to").GetString().Should().Be("442079460000");
        json.GetProperty("time").GetString().Should().EndWith("Z");
    }

    [Fact]
    public void MaskNumbers_HidesTheLastDigitsOfNumbersAndNotOfExtensions()
    {
        var line = Written(new LoggingOptions { MaskNumbers = true }, Answered);

        line.Should().Contain("to=44207946**** ").And.Contain("from=1001 ");
    }

    [Fact]
    public void Text_ValueWithLineBreaks_StaysOneLine()
    {
        var line = Written(
            new LoggingOptions(),
            log => log.LogInformation("call refused from={From}", "Eve\r\n2026-01-01 INF paid")
        );

        line.Count(c => c == '\n').Should().Be(1);
        line.Should().NotContain("\r");
    }

    [Fact]
    public void Level_BelowTheLeast_IsNotWritten()
    {
        Written(new LoggingOptions(), log => log.LogDebug("x")).Should().BeEmpty();
        Written(new LoggingOptions { Level = LogLevel.Debug }, log => log.LogDebug("x"))
            .Should()
            .Contain("DBG x");
    }

    [Fact]
    public void Microsoft_Information_IsNotWritten() =>
        Written(
                new LoggingOptions { Level = LogLevel.Debug },
                log => log.LogInformation("started"),
                "Microsoft.Hosting.Lifetime"
            )
            .Should()
            .BeEmpty();

    [Fact]
    public void File_IsWrittenToo()
    {
        var folder = Directory.CreateTempSubdirectory("tb-log-");
        try
        {
            var options = new LoggingOptions { File = Path.Combine(folder.FullName, "tb.log") };
            Written(options, Answered);

            File.ReadAllText(folder.GetFiles().Single().FullName)
                .Should()
                .Contain("INF call answered call=c1");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Answered(ILogger log) =>
        log.LogInformation(
            "call answered call={Call} from={From} to={To} destination=\"{Destination}\"",
            "c1",
            "1001",
            "442079460000",
            "United Kingdom"
        );

    private static string Written(
        LoggingOptions options,
        Action<ILogger> write,
        string category = "TelephonyBilling.Test"
    )
    {
        var output = new MemoryStream();
        using (var factory = LogSetup.Create(options, output))
        {
            write(factory.CreateLogger(category));
        }
        return Encoding.UTF8.GetString(output.ToArray());
    }
}
