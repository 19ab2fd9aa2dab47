using Plutora.Integration.EventLog.Tests;
using Plutora.Integration.EventLog.Tests.Embedded;

return args is [AppendingProcess.Verb, var path]
    ? await AppendingProcess.RunAsync(path, Console.Out)
    : await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions);
