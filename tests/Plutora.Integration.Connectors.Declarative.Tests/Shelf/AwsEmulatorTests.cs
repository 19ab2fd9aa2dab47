using Plutora.Integration.Sdk.Connectors;
using Plutora.Integration.Sdk.Errors;
using Plutora.Integration.Tests;

namespace Plutora.Integration.Connectors.Declarative.Tests.Shelf;

/// <summary>The AWS connector against an emulator of the three services: what it asks for is what they understand.</summary>
public sealed class AwsEmulatorTests : IAsyncLifetime
{
    private const string Seed = """
        import boto3, json, sys
        told = dict(endpoint_url=sys.argv[1], region_name='eu-central-1', aws_access_key_id='k', aws_secret_access_key='s')
        trust = json.dumps({'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Principal': {'Service': 'codepipeline.amazonaws.com'}, 'Action': 'sts:AssumeRole'}]})
        role = boto3.client('iam', **told).create_role(RoleName='r', AssumeRolePolicyDocument=trust)['Role']['Arn']
        action = lambda name, category, provider: {'name': name, 'actionTypeId': {'category': category, 'owner': 'AWS', 'provider': provider, 'version': '1'}}
        for name in ['shop', 'other']:
            boto3.client('codepipeline', **told).create_pipeline(pipeline={'name': name, 'roleArn': role, 'artifactStore': {'type': 'S3', 'location': 'bucket'}, 'stages': [
                {'name': 'Source', 'actions': [action('Checkout', 'Source', 'CodeCommit')]}, {'name': 'Build', 'actions': [action('Build', 'Build', 'CodeBuild')]}]})
        build = boto3.client('codebuild', **told)
        build.create_project(name='shop-build', source={'type': 'GITHUB', 'location': 'https://github.com/acme/shop.git'}, artifacts={'type': 'NO_ARTIFACTS'},
            environment={'type': 'LINUX_CONTAINER', 'image': 'image', 'computeType': 'BUILD_GENERAL1_SMALL'}, serviceRole='arn:aws:iam::123456789012:role/service-role/r')
        deploy = boto3.client('codedeploy', **told)
        deploy.create_application(applicationName='Shop', computePlatform='Server')
        deploy.create_deployment_group(applicationName='Shop', deploymentGroupName='prod', serviceRoleArn=role)
        """;

    private readonly Bench _bench = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("plutora-aws-").FullName;
    private string _script = "";
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        _script = ShelfFolder.Shared("aws", "aws");
        Assert.SkipUnless(File.Exists("/usr/bin/python3"), "python3 is not here, which the emulator of ../shared/aws runs on.");
        var port = FreePorts.InARow(1);
        _address = $"http://127.0.0.1:{port}";
        await RunAsync("start", "--dir", Path.Combine(_folder, "emulator"), "--port", $"{port}");
        var seed = Path.Combine(_folder, "seed.py");
        await File.WriteAllTextAsync(seed, Seed, TestContext.Current.CancellationToken);
        await RunAsync("python", seed, _address);
    }

    public async ValueTask DisposeAsync()
    {
        if (_address.Length > 0)
        {
            await RunAsync("stop", "--dir", Path.Combine(_folder, "emulator"));
        }

        Directory.Delete(_folder, recursive: true);
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Pipelines_projects_and_groups_are_read_and_what_actions_start_is_read_back_as_entities()
    {
        var instance = _bench.Open(ShelfFolder.Connector("aws"), AwsTests.Options(_address));
        Assert.Equal("CodePipeline in eu-central-1 takes the access key.", (await instance.CheckAsync(TestContext.Current.CancellationToken)).Message);

        var pipelines = await Mapped.ReadAsync("aws", instance, "pipeline");
        Assert.Equal(["pipeline/other", "pipeline/shop"], pipelines.About.Order(StringComparer.Ordinal));
        Assert.NotNull(pipelines["pipeline/shop"]["updatedAt"]);
        Assert.Equal("clone:github.com/acme/shop", (await Mapped.ReadAsync("aws", instance, "project"))["pipeline/codebuild:shop-build"]["repository"]!["alias"]!.ToString());
        var application = Assert.Single((await Bench.ReadAsync(instance, "application")).SelectMany(p => p.Records));
        Assert.Equal("Shop", (await Mapped.OfAsync("aws", [application]))[$"application/{application.Id}"]["name"]!.ToString());
        Assert.Equal("prod", (await Mapped.ReadAsync("aws", instance, "deployment-group")) is var groups ? groups[groups.About.Single()]["name"]!.ToString() : null);
        Assert.Empty(Bench.Ids(await Bench.ReadAsync(instance, "pipeline-execution")));
        Assert.Empty(Bench.Ids(await Bench.ReadAsync(instance, "build")));

        var run = await instance.ExecuteAsync(AwsTests.Asked("run-pipeline", "shop", "pipeline", "{}"), TestContext.Current.CancellationToken);
        Assert.True(run is { Running: true, WatchRecord.Stream: "pipeline-execution" });
        var started = await Mapped.ReadAsync("aws", instance, "pipeline-execution");
        Assert.Equal([$"pipeline-run/{run.WatchRecord!.Id}"], started.About);
        Assert.Equal("test/pipeline/shop", started[started.About[0]]["pipeline"]!["id"]!.ToString());

        var build = await instance.ExecuteAsync(AwsTests.Asked("trigger-build", "shop-build", "project", """{"ref":"main","parameters":{"STAGE":"qa"}}"""), TestContext.Current.CancellationToken);
        var built = await Mapped.ReadAsync("aws", instance, "build");
        Assert.Contains($"pipeline-run/{build.Values.GetProperty("id").GetString()}", built.About);
        Assert.Equal(build.WatchRecord!.Id, (await instance.FetchAsync(new("build", build.WatchRecord.Id), TestContext.Current.CancellationToken))!.Id);

        var asked = AwsTests.Asked("deploy", application.Id, "application", """{"environment":"prod","bucket":"b","key":"shop.zip"}""") with { Known = application.Json };
        Assert.Equal("A revision of Shop would be deployed to prod.", (await instance.PreviewAsync(asked, TestContext.Current.CancellationToken)).Summary);
        var deployed = await instance.ExecuteAsync(asked, TestContext.Current.CancellationToken);
        var deployments = await Mapped.ReadAsync("aws", instance, "deployment");
        Assert.Equal("Shop", deployments[$"deployment/{deployed.WatchRecord!.Id}"]["application"]!["alias"]!.ToString());
        Assert.Equal(deployed.WatchRecord.Id, (await instance.SettleAsync(asked, TestContext.Current.CancellationToken)).Result!.Values.GetProperty("id").GetString());
    }

    [Fact]
    public async Task An_action_on_the_wrong_kind_of_pipeline_names_the_right_one_and_an_unknown_pipeline_is_not_found()
    {
        var instance = _bench.Open(ShelfFolder.Connector("aws"), AwsTests.Options(_address));

        Assert.Contains("use trigger-build", (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(AwsTests.Asked("run-pipeline", "shop-build", "project", "{}"), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Contains("use run-pipeline", (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(AwsTests.Asked("trigger-build", "shop", "pipeline", "{}"), TestContext.Current.CancellationToken))).Message, StringComparison.Ordinal);
        Assert.Equal(ConnectorErrorKind.NotFound, (await Assert.ThrowsAsync<ConnectorException>(() => instance.ExecuteAsync(AwsTests.Asked("run-pipeline", "none", "pipeline", "{}"), TestContext.Current.CancellationToken))).Kind);
    }

    private Task RunAsync(params string[] arguments) => SharedScript.RunAsync(_script, arguments);
}
