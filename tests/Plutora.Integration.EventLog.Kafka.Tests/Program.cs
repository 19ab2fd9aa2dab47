using Plutora.Integration.EventLog.Kafka.Tests;

return args is [AppendingProcess.Verb, var address, var prefix, var folder]
    ? await AppendingProcess.RunAsync(address, prefix, folder, Console.Out)
    : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
