using System.Text.Json.Serialization;
using Plutora.Integration.Model.Entities;
using Plutora.Integration.Model.Links;

namespace Plutora.Integration.Model.Json;

/// <summary>The model's source-generated serialization: camelCase, nulls left out, instants in UTC, unknown members ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(InstantConverter)])]
[JsonSerializable(typeof(WorkItem))]
[JsonSerializable(typeof(Sprint))]
[JsonSerializable(typeof(Milestone))]
[JsonSerializable(typeof(Repository))]
[JsonSerializable(typeof(Branch))]
[JsonSerializable(typeof(Commit))]
[JsonSerializable(typeof(PullRequest))]
[JsonSerializable(typeof(Review))]
[JsonSerializable(typeof(Pipeline))]
[JsonSerializable(typeof(PipelineRun))]
[JsonSerializable(typeof(TaskRun))]
[JsonSerializable(typeof(Artifact))]
[JsonSerializable(typeof(TestPlan))]
[JsonSerializable(typeof(TestCase))]
[JsonSerializable(typeof(TestRun))]
[JsonSerializable(typeof(TestCaseResult))]
[JsonSerializable(typeof(QualityReport))]
[JsonSerializable(typeof(Finding))]
[JsonSerializable(typeof(DeploymentEnvironment))]
[JsonSerializable(typeof(Deployment))]
[JsonSerializable(typeof(ConfigurationItem))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(ChangeRequest))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(Incident))]
[JsonSerializable(typeof(Alert))]
[JsonSerializable(typeof(Portfolio))]
[JsonSerializable(typeof(Product))]
[JsonSerializable(typeof(ValueStream))]
[JsonSerializable(typeof(Application))]
[JsonSerializable(typeof(Service))]
[JsonSerializable(typeof(Team))]
[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(Link))]
internal sealed partial class ModelJsonContext : JsonSerializerContext;
