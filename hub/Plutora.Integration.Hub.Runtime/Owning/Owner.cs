using Plutora.Integration.Hub.Runtime.Entities;
using Plutora.Integration.Hub.Runtime.Rules;

namespace Plutora.Integration.Hub.Runtime.Owning;

/// <summary>Does what the owner of a partition is asked, until nothing is left to do within the transaction.</summary>
/// <param name="events">Writes what is published.</param>
/// <param name="rules">Links by rules.</param>
/// <param name="changes">Carries changes of rules over what is stored.</param>
/// <param name="time">The clock.</param>
/// <param name="leastVersion">The least version that is given to an entity, from a restore of the log.</param>
internal sealed class Owner(EntityEvents events, RuleIndex rules, RuleChanges changes, TimeProvider time, long leastVersion)
{
    private readonly EntityOwner _entities = new(new EntityPublisher(events, new ChangeNotices(rules), time, leastVersion), time);

    public async ValueTask WorkAsync(OwnerBatch batch, CancellationToken cancellationToken)
    {
        while (batch.TryTake(out var message))
        {
            await DoAsync(batch, message, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask DoAsync(OwnerBatch batch, OwnerMessage message, CancellationToken cancellationToken) => message switch
    {
        Contribute asked => _entities.ContributeAsync(batch, asked, cancellationToken),
        Withdraw asked => _entities.WithdrawAsync(batch, asked, cancellationToken),
        HoldBack asked => EntityOwner.HoldBackAsync(batch, asked, cancellationToken),
        Release asked => _entities.ReleaseAsync(batch, asked, cancellationToken),
        Forsake asked => _entities.ForsakeAsync(batch, asked, cancellationToken),
        ForgetPerson asked => _entities.ForgetAsync(batch, asked, cancellationToken),
        DropAlias asked => DropAlias(batch, asked),
        See asked => _entities.SeeAsync(batch, asked, cancellationToken),
        Resolve asked => _entities.ResolveAsync(batch, asked, cancellationToken),
        EndChanged asked => _entities.EndChangedAsync(batch, asked, cancellationToken),
        AliasChanged asked => AliasOwner.ChangedAsync(batch, asked, cancellationToken),
        Want asked => AliasOwner.WantAsync(batch, asked, cancellationToken),
        Unwant asked => Unwant(batch, asked),
        Referred asked => ReferrerIndex.CatchUpAsync(batch, asked, cancellationToken),
        LinkChanged asked => LinkEnds.ChangedAsync(batch, asked, cancellationToken),
        TellLinks asked => LinkEnds.TellAsync(batch, asked, cancellationToken),
        RuleKeyChanged asked => rules.ChangedAsync(batch, asked, cancellationToken),
        RuleToken asked => changes.PassAsync(batch, asked, cancellationToken),
        RuleWalk asked => changes.WalkAsync(batch, asked, cancellationToken),
        RuleBind asked => changes.BindAsync(batch, asked, cancellationToken),
        RuleSweep asked => changes.SweepAsync(batch, asked, cancellationToken),
        RuleDrop asked => RuleChanges.DropAsync(batch, asked, cancellationToken),
        _ => throw new InvalidOperationException($"No owner does '{message.GetType().Name}'."),
    };

    private static ValueTask DropAlias(OwnerBatch batch, DropAlias asked)
    {
        batch.PutIndex(AliasIndex.Store, AliasIndex.Key(asked.Alias, asked.Scope, asked.Holder), null, asked.Alias);
        return ValueTask.CompletedTask;
    }

    private static ValueTask Unwant(OwnerBatch batch, Unwant asked)
    {
        AliasOwner.Unwant(batch, asked);
        return ValueTask.CompletedTask;
    }
}
