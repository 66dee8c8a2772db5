using TelephonyBilling.Daemon.Rates;
using TelephonyBilling.Domain.Monetary;
using TelephonyBilling.Domain.Rating;

namespace TelephonyBilling.Daemon.Tests.Rates;

/// <summary>The example files of the repository.</summary>
internal static class Examples
{
    /// <summary>The path of a file in <c>docs/examples</c>, found from the folder where the tests were built.</summary>
    internal static string Path(string name)
    {
        for (
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            folder is not null;
            folder = folder.Parent
        )
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "TelephonyBilling.sln")))
            {
                return System.IO.Path.Combine(folder.FullName, "docs", "examples", name);
            }
        }
        throw new FileNotFoundException(
            $"No folder above {AppContext.BaseDirectory} holds TelephonyBilling.sln."
        );
    }

    /// <summary>A file of <c>docs/examples</c> as a deck in US dollars.</summary>
    internal static RateDeck Read(string name)
    {
        using var bytes = File.OpenRead(Path(name));
        RateFileReader
            .TryReadDeck(bytes, name, Currency.Parse("USD"), null, out var deck, out var errors)
            .Should()
            .BeTrue(errors.ToString());
        return deck!;
    }
}
