using System.Text.Json.Nodes;
using Plutora.Integration.Sdk.Testing;
using Plutora.Integration.Sdk.Testing.Subjects;
using Plutora.Integration.Sdk.Testing.Tools;

namespace Plutora.Integration.Connectors.Script.Tests;

/// <summary>The acceptance kit on a program that may be run.</summary>
public sealed class AcceptanceTests
{
    private static readonly AcceptanceKit Kit = new(Describe);

    public AcceptanceTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "The program is a shell script.");

    public static TheoryData<string> Properties => [.. AcceptanceKit.Properties];

    [Theory]
    [MemberData(nameof(Properties))]
    public Task Script_has(string property) => Kit.AssertAsync(property, TestContext.Current.CancellationToken);

    private static ConnectorSubject Describe()
    {
        var tool = new SimulatedTool();
        var path = Path.Combine(tool.Folder, "rotate-keys.sh");
        if (!OperatingSystem.IsWindows())
        {
            ShellScript.Write(path, "#!/bin/sh\necho \"rotated $1 with $KEY\"\n", UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        var program = new JsonObject { ["name"] = "rotate-keys", ["path"] = path, ["folder"] = tool.Folder, ["maxArguments"] = 1, ["secrets"] = new JsonArray(new JsonObject { ["name"] = "KEY", ["value"] = "scr-s3cret" }) };
        return new()
        {
            Connector = new ScriptConnector(),
            Tool = tool,
            Options = _ => new() { ["programs"] = new JsonArray(program.DeepClone()) },
            Actions = [new(ScriptConnector.RunScript) { Arguments = new() { ["program"] = "rotate-keys", ["arguments"] = new JsonArray("web") }, Leaves = false }],
        };
    }
}
