using System.Text;
using FsCheck;
using FsCheck.Fluent;
using TelephonyBilling.Asterisk.Ami;

namespace TelephonyBilling.Asterisk.Tests.Ami;

public sealed class AmiFrameReaderTests
{
    public static TheoryData<string> Samples => [.. WireFiles.All()];

    [Theory]
    [MemberData(nameof(Samples))]
    public void TryRead_SampleSplitAtEveryByte_GivesTheSameBlocks(string file)
    {
        var bytes = WireFiles.Read(file);
        var whole = Frames.Read([bytes]);
        whole.Should().NotBeEmpty();
        for (var at = 0; at <= bytes.Length; at++)
        {
            Frames
                .Read(Frames.Split(bytes, at))
                .Should()
                .Equal(whole, "it was split at byte {0}", at);
        }
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void TryRead_SampleByteByByte_GivesTheSameBlocks(string file)
    {
        var bytes = WireFiles.Read(file);
        Frames
            .Read(Frames.Split(bytes, [.. Enumerable.Range(0, bytes.Length)]))
            .Should()
            .Equal(Frames.Read([bytes]));
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void TryRead_SampleTruncatedAnywhere_GivesOnlyWholeBlocks(string file)
    {
        var bytes = WireFiles.Read(file);
        var whole = Frames.Read([bytes]);
        for (var length = 0; length < bytes.Length; length++)
        {
            var frames = Frames.Read([bytes.AsMemory(0, length)]);
            frames
                .Should()
                .Equal(whole.Take(frames.Count), "the first {0} bytes were given", length);
        }
    }

    [Fact]
    public void AnyChunkingOfAnyMessages_GivesTheSameMessages()
    {
        var line = Gen.Elements(
            "Event: A",
            "Key: value",
            "X: ",
            "NoColon",
            "a\nb: c",
            "Output: \r",
            "\0: \0",
            ":",
            "Name: Response: Success"
        );
        var message = Gen.NonEmptyListOf(line)
            .Select(lines => string.Join("\r\n", lines) + "\r\n\r\n");
        var input =
            from messages in Gen.ListOf(message)
            from cuts in Gen.ListOf(Gen.Choose(0, 2000))
            select (Messages: messages, Cuts: cuts);
        Prop.ForAll(
                Arb.From(input),
                sample =>
                {
                    var bytes = Encoding.UTF8.GetBytes(string.Concat(sample.Messages));
                    var cuts = sample.Cuts.Where(c => c <= bytes.Length).ToArray();
                    return Frames
                        .Read(Frames.Split(bytes, cuts))
                        .SequenceEqual(sample.Messages, StringComparer.Ordinal);
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Fact]
    public void TryRead_LineOfTenMebibytes_IsRefusedBeforeItIsHeld()
    {
        var chunk = new byte[4096];
        Array.Fill(chunk, (byte)'x');
        var fed = 0;
        var read = () => Frames.Read(Chunks());
        read.Should().Throw<AmiProtocolException>().WithMessage("A line has * at most 16384 *");
        fed.Should().BeLessThan(32 * 1024);

        IEnumerable<ReadOnlyMemory<byte>> Chunks()
        {
            for (var i = 0; i < 10 * 1024 * 1024 / chunk.Length; i++)
            {
                fed += chunk.Length;
                yield return chunk;
            }
        }
    }

    [Fact]
    public void TryRead_WholeLineTooLong_IsRefused()
    {
        var limits = new AmiLimits { MaxLineBytes = 64 };
        var read = () =>
            Frames.Read([Encoding.ASCII.GetBytes($"Event: {new string('x', 60)}\r\n\r\n")], limits);
        read.Should()
            .Throw<AmiProtocolException>()
            .WithMessage("A line has 69 bytes*MaxLineBytes*");
    }

    [Fact]
    public void TryRead_TooManyHeaders_IsRefused()
    {
        var limits = new AmiLimits { MaxHeaders = 8 };
        var eight = string.Concat(Enumerable.Repeat("A: b\r\n", 8)) + "\r\n";
        Frames.Read([Encoding.ASCII.GetBytes(eight)], limits).Should().Equal(eight);
        var read = () => Frames.Read([Encoding.ASCII.GetBytes("A: b\r\n" + eight)], limits);
        read.Should().Throw<AmiProtocolException>().WithMessage("*more than 8 headers*");
    }

    [Fact]
    public void TryRead_MessageTooLarge_IsRefused()
    {
        var limits = new AmiLimits { MaxLineBytes = 64, MaxMessageBytes = 256 };
        var read = () =>
            Frames.Read(
                [
                    Encoding.ASCII.GetBytes(
                        string.Concat(Enumerable.Repeat("Key: some value\r\n", 40))
                    ),
                ],
                limits
            );
        read.Should().Throw<AmiProtocolException>().WithMessage("A message has*at most 256*");
    }

    [Fact]
    public void TryRead_BlankLinesBetweenMessages_AreSkippedAndCounted()
    {
        var reader = new AmiFrameReader();
        var frames = Frames.Read([WireFiles.Read("malformed/blank-lines-between.ami")], reader);
        frames.Should().ContainSingle().Which.Should().StartWith("Event: Newstate\r\n");
        reader.StrayBlankLines.Should().Be(4);
    }

    [Fact]
    public void TryRead_MessageJustAtTheLimit_IsTaken()
    {
        var limits = new AmiLimits { MaxLineBytes = 64 };
        var text = $"A: {new string('x', 59)}\r\n\r\n";
        Frames.Read([Encoding.ASCII.GetBytes(text)], limits).Should().Equal(text);
    }
}
