namespace Plutora.Integration.Hub.Runtime.Records.Privacy;

/// <summary>A person whom the hub was told to forget, by hashes alone: of what is hashed, nothing can be read back without the hub's own secret.</summary>
/// <param name="Keys">The person's addresses, each as its key.</param>
/// <param name="Names">Names that were known of the person, hashed alike.</param>
/// <param name="Records">The person's own records, <c>instance/stream/id</c>, hashed alike.</param>
/// <param name="At">When.</param>
public sealed record ForgottenPerson(IReadOnlyList<string> Keys, IReadOnlyList<string> Names, IReadOnlyList<string> Records, DateTimeOffset At);
