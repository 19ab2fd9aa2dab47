using Plutora.Integration.Model.Entities;

namespace Plutora.Integration.Model.CdEvents;

/// <summary>What repositories, branches, pull requests and reviews prove. Tags and commits have no CDEvents.</summary>
internal static class CodeFacts
{
    public static IEnumerable<Fact> Of(Repository repository, string hub)
    {
        yield return Described(new Fact("repository.created.0.3.0", hub), repository).When(repository.CreatedAt).Requires("name", "uri");
    }

    public static Fact Deleted(Repository repository, string hub) => Described(new Fact("repository.deleted.0.3.0", hub), repository);

    public static Fact Modified(Repository repository, string hub) =>
        Described(new Fact("repository.modified.0.3.0", hub), repository).When(repository.UpdatedAt).Requires("name", "uri");

    public static IEnumerable<Fact> Of(Branch branch, string hub)
    {
        if (IsBranch(branch)) yield return new Fact("branch.created.0.3.0", hub).About(branch.Id).When(branch.CreatedAt).Reference("repository", branch.Repository);
    }

    public static Fact? Deleted(Branch branch, string hub) =>
        IsBranch(branch) ? new Fact("branch.deleted.0.3.0", hub).About(branch.Id).Reference("repository", branch.Repository) : null;

    public static IEnumerable<Fact> Of(PullRequest request, string hub)
    {
        yield return Described(new Fact("change.created.0.4.0", hub), request).When(request.CreatedAt)
            .Text("description", request.Description is { Length: > 0 } text ? text : request.Title);
        if (request.State == PullRequestState.Merged)
            yield return Described(new Fact("change.merged.0.3.0", hub), request).When(request.MergedAt ?? request.ClosedAt);
        else if (request.State == PullRequestState.Closed)
            yield return Described(new Fact("change.abandoned.0.3.0", hub), request).When(request.ClosedAt);
    }

    public static Fact Updated(PullRequest request, string hub) => Described(new Fact("change.updated.0.3.0", hub), request).When(request.UpdatedAt);

    public static IEnumerable<Fact> Of(Review review, string hub)
    {
        if (review.State is ReviewState.Pending or ReviewState.Other) yield break;
        yield return new Fact("change.reviewed.0.3.0", hub).About(review.PullRequest?.Id).When(review.SubmittedAt ?? review.CreatedAt)
            .Reference("repository", review.Repository);
    }

    private static bool IsBranch(Branch branch) => branch.Kind is null or BranchKind.Branch;

    private static Fact Described(Fact fact, PullRequest request) => fact.About(request.Id).Reference("repository", request.Repository);

    private static Fact Described(Fact fact, Repository repository) => fact.About(repository.Id)
        .Text("name", repository.Name).Text("owner", repository.Owner)
        .Uri("uri", repository.CloneUrls?.FirstOrDefault(url => CdValues.AbsoluteUri(url) is not null) ?? repository.Url).Uri("viewUrl", repository.Url);
}
