using Acme.Company.World;
using Acme.Company.World.Deeds;

namespace Acme.Company.Scenario;

/// <content>The operator brings it to production, and what fails there is mended.</content>
internal sealed partial class People
{
    // Each new artifact goes to development and test at once, and what was verified goes to production by a change.
    private IEnumerable<Wait> Releases(Application application)
    {
        var dice = new Dice(seed, $"releases {application.Key}");
        long staged = 0;
        while (true)
        {
            yield return Wait.Minutes(20);
            if (world.All<Artifact>().LastOrDefault(a => a.ApplicationId == application.Id) is not { } newest)
            {
                continue;
            }

            if (newest.Id != staged)
            {
                foreach (var kind in new[] { EnvironmentKind.Development, EnvironmentKind.Test })
                {
                    var deployment = world.Deploy(application.Id, _environments[kind].Id, newest.Id, "argo");
                    while (world.Get<Deployment>(deployment.Id).State == RunState.Running)
                    {
                        yield return Wait.Minutes(1);
                    }
                }

                staged = newest.Id;
                world.Add(new TestRun
                {
                    ApplicationId = application.Id,
                    Name = $"{application.Key} {newest.Tag} end to end",
                    Kind = TestKind.EndToEnd,
                    State = RunState.Queued,
                    BuildId = newest.BuildId,
                    EnvironmentId = _environments[EnvironmentKind.Test].Id,
                    Sha = newest.Sha,
                    CaseIds = [.. world.All<TestCase>().Where(c => c.ApplicationId == application.Id && c.Kind == TestKind.EndToEnd).Select(c => c.Id)],
                    StartedBy = _tester.Login,
                }, _tester.Login);
            }

            var ready = world.All<WorkItem>().Where(w => w.ApplicationId == application.Id && w.State == WorkState.InTest && w.Labels.Contains("verified") && IsIn(w, _environments[EnvironmentKind.Test])).ToList();
            if (ready.Count >= 3)
            {
                foreach (var wait in Release(application, world.Get<Artifact>(world.Deployed(application.Id, _environments[EnvironmentKind.Test].Id)!.ArtifactId), ready, dice))
                {
                    yield return wait;
                }
            }
        }
    }

    private IEnumerable<Wait> Release(Application application, Artifact artifact, IReadOnlyList<WorkItem> items, Dice dice)
    {
        var production = _environments[EnvironmentKind.Production];
        var change = world.Write(new ChangeRequest
        {
            Number = "",
            Title = $"Deploy {application.Key} {artifact.Tag} to {production.Name}",
            Description = $"Brings {string.Join(", ", items.Select(i => i.Key))}.\nImage {artifact.Image}@{artifact.Digest}, commit {artifact.Sha}.",
            ApplicationId = application.Id,
            TeamId = team.Id,
            ArtifactId = artifact.Id,
            RequestedBy = _operator.Login,
            AssignedTo = _operator.Login,
            Risk = dice.Between(2, 5),
            PlannedStart = world.Now.AddHours(20),
            PlannedEnd = world.Now.AddHours(22),
        }, _operator.Login);
        yield return Wait.WorkingHours(dice.About(0.5));
        world.Move(change.Id, ChangeState.Assess, _operator.Login);
        yield return Wait.WorkingHours(dice.About(2));
        world.Move(change.Id, ChangeState.Authorize, _operator.Login);
        yield return Wait.WorkingHours(dice.About(6));

        // Somebody may have approved, closed or canceled it in the tool.
        if (world.Get<ChangeRequest>(change.Id).State == ChangeState.Authorize)
        {
            world.Move(change.Id, ChangeState.Scheduled, _owner.Login, c => c with { ApprovedBy = c.ApprovedBy ?? _owner.Login });
        }

        yield return Wait.WorkingHours(dice.About(3));
        if (world.Get<ChangeRequest>(change.Id).State != ChangeState.Scheduled)
        {
            yield break;
        }

        world.Move(change.Id, ChangeState.Implement, _operator.Login);
        var before = world.Deployed(application.Id, production.Id);
        var deployment = world.Deploy(application.Id, production.Id, artifact.Id, _operator.Login, change.Id);
        while (world.Get<Deployment>(deployment.Id).State == RunState.Running)
        {
            yield return Wait.Minutes(1);
        }

        var rolledOut = world.Get<Deployment>(deployment.Id).State == RunState.Succeeded;
        if (rolledOut)
        {
            yield return Wait.Minutes(dice.About(40));
        }

        if (rolledOut && !dice.Happens(0.1))
        {
            Close(change.Id, "successful", "Deployed and looked at.");
            foreach (var item in items.Where(i => world.Find<WorkItem>(i.Id) is { State: WorkState.InTest }))
            {
                world.Move(item.Id, WorkState.Done, _operator.Login);
            }

            yield break;
        }

        // What was deployed does not work: back to what was there before, and somebody has to look.
        var incident = Report(application, dice, change.Id);
        yield return Wait.Minutes(dice.About(10));
        world.Move(incident.Id, IncidentState.InProgress, _operator.Login, i => i with { AssignedTo = _operator.Login });
        if (rolledOut && before is not null)
        {
            var back = world.Deploy(application.Id, production.Id, before.ArtifactId, _operator.Login, change.Id, deployment.Id);
            while (world.Get<Deployment>(back.Id).State == RunState.Running)
            {
                yield return Wait.Minutes(1);
            }
        }

        yield return Wait.Minutes(dice.About(15));
        Resolve(incident.Id, "Rolled back to what was there before.");
        Close(change.Id, "unsuccessful", $"Rolled back, see {incident.Number}.");
        var bug = Write(WorkKind.Bug, $"{application.Name}: {incident.Title}", application, null, _operator, dice);
        world.Update<Incident>(incident.Id, i => i with { WorkItemId = bug.Id }, _operator.Login);
        foreach (var item in items.Where(i => world.Find<WorkItem>(i.Id) is { State: WorkState.InTest }))
        {
            world.Relate(bug.Id, item.Id, Relation.Blocks, _operator.Login);
        }

        yield return Wait.WorkingHours(dice.About(16));
        End(incident.Id);
    }

    // What fails without anybody having changed anything.
    private IEnumerable<Wait> Outages(Application application)
    {
        var dice = new Dice(seed, $"outages {application.Key}");
        while (true)
        {
            yield return Wait.Minutes(dice.About(60 * 24 * 18));
            var incident = Report(application, dice, null);
            yield return Wait.Minutes(dice.About(15));
            if (world.Get<Incident>(incident.Id).State == IncidentState.New)
            {
                world.Move(incident.Id, IncidentState.InProgress, _operator.Login, i => i with { AssignedTo = _operator.Login });
            }

            yield return Wait.Minutes(dice.About(90));
            if (world.Get<Incident>(incident.Id).State == IncidentState.InProgress)
            {
                Resolve(incident.Id, dice.Happens(0.5) ? "Restarted." : "Configuration corrected.");
            }

            yield return Wait.WorkingHours(dice.About(16));
            End(incident.Id);
        }
    }

    private Incident Report(Application application, Dice dice, long? change) => world.Write(new Incident
    {
        Number = "",
        Title = $"{application.Name} {dice.Of(Cast.Outages)}",
        Description = $"Seen in {_environments[EnvironmentKind.Production].Name}.",
        Impact = dice.Between(1, 4),
        Urgency = dice.Between(1, 4),
        ApplicationId = application.Id,
        TeamId = team.Id,
        ReportedBy = _tester.Login,
        CausedBy = change,
    }, _tester.Login);

    private void Resolve(long incident, string notes) => world.Move(incident, IncidentState.Resolved, _operator.Login, i => i with { CloseCode = "Solution provided", CloseNotes = notes });

    private void End(long incident)
    {
        if (world.Get<Incident>(incident).State == IncidentState.Resolved)
        {
            world.Move(incident, IncidentState.Closed, _operator.Login);
        }
    }

    private void Close(long change, string code, string notes)
    {
        if (world.Get<ChangeRequest>(change).State == ChangeState.Implement)
        {
            world.Move(change, ChangeState.Review, _operator.Login, c => c with { CloseCode = code, CloseNotes = notes });
            world.Move(change, ChangeState.Closed, _operator.Login);
        }
    }
}
