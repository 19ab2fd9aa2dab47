using System.Text.Json;
using Plutora.Integration.Connectors.Git.Repositories;
using Plutora.Integration.Sdk.Streams;

namespace Plutora.Integration.Connectors.Git.Records;

/// <summary>Renders a repository as JSON.</summary>
internal static class RepositoryRecord
{
    public static SourceRecord Make(OpenedRepository repository) => new()
    {
        Stream = GitStreams.Repository,
        Id = repository.Reference.Id,
        Container = repository.Reference.Id,
        Json = RecordWriter.Write(repository, writer => Write(writer, repository)),
    };

    private static void Write(Utf8JsonWriter writer, OpenedRepository repository)
    {
        // A repository on this machine is known to others by the remote that it was cloned from, if any.
        var address = repository.Reference.Address;
        var named = address.IsRemote ? address : repository.Origin is { } origin ? RepositoryAddress.Parse(origin, out _) : null;
        writer.WriteOptional("owner", named is { Owner.Length: > 0 } ? named.Owner : null);
        writer.WriteOptional("fullName", named is { Owner.Length: > 0 } ? $"{named.Owner}/{named.Name}" : null);
        writer.WriteOptional("url", named?.Web);
        writer.WriteList("cloneUrls", named is { IsRemote: true } ? [named.Text] : []);
        writer.WriteOptional("defaultBranch", repository.HeadBranch);
        writer.WriteBoolean("isRemote", address.IsRemote);
        writer.WriteBoolean("isBare", !address.IsRemote && repository.IsBare);
        writer.WriteBoolean("isShallow", repository.ShallowEnd is not null);
        writer.WriteString("objectFormat", repository.ObjectFormat);
    }
}
