using System.ComponentModel;
using System.Text.Json.Serialization;
using Plutora.Integration.Model.Actions;

namespace Plutora.Integration.Connectors.ServiceNow.Actions;

/// <summary>Arguments of <c>comment</c>: a work note, unless it is to be seen by who reported the ticket.</summary>
public sealed record AddNote : AddComment
{
    /// <summary>True for an additional comment, which who reported the ticket sees; false for a work note.</summary>
    [Description("True for an additional comment, which who reported the ticket sees and is told of; a work note otherwise.")]
    public bool Public { get; init; }
}

/// <summary>Arguments and results as JSON, made at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(CloseTicket))]
[JsonSerializable(typeof(CreateTicket))]
[JsonSerializable(typeof(AddNote))]
[JsonSerializable(typeof(Transition))]
[JsonSerializable(typeof(CreateChange))]
[JsonSerializable(typeof(ApproveChange))]
[JsonSerializable(typeof(TicketResult))]
[JsonSerializable(typeof(CreatedResult))]
[JsonSerializable(typeof(CommentResult))]
internal sealed partial class ArgumentsJson : JsonSerializerContext;
