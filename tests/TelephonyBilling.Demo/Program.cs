using TelephonyBilling.Demo;

// The main job, live: five scenes on a real Asterisk. Exit code 0: every scene did what it says.
await using var stage = await Stage.SetUpAsync();
try
{
    await Scenes.PlayAsync(stage);
    Console.WriteLine("\nAll five scenes did what they say. Nothing is left running.");
    return 0;
}
catch (Exception e) when (e is DemoFailedException or InvalidOperationException or TimeoutException)
{
    Console.Error.WriteLine($"\n        ✗ {e.Message}\n");
    Console.Error.WriteLine(stage.Daemon.Describe());
    return 1;
}
