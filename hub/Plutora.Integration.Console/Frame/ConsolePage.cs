using Microsoft.AspNetCore.Components;
using Plutora.Integration.EventLog;
using Plutora.Integration.Hub.Runtime.Callers;
using Plutora.Integration.Hub.Runtime.Hubs;
using Plutora.Integration.WebConsole.Live;

namespace Plutora.Integration.WebConsole.Frame;

/// <summary>
/// A page of the console. It loads what it shows in <see cref="LoadAsync"/>, for <see cref="Caller"/>, who is held to the role and scope that the REST API asks for.
/// While it is looked at it loads again at each beat of the hub's pulse, and what differs is sent to the browser. What it shows follows from its address: filters and places stand in the query string
/// (<c>[SupplyParameterFromQuery]</c>), and changing one navigates.
/// </summary>
public abstract class ConsolePage : ComponentBase, IDisposable
{
    private readonly CancellationTokenSource _left = new();
    private readonly SemaphoreSlim _one = new(1, 1);
    private IDisposable? _pulse;
    private string? _asked;

    /// <summary>Prepares what ends when the page is left.</summary>
    protected ConsolePage() => Left = _left.Token;

    /// <summary>The hub.</summary>
    [Inject]
    public required HubRuntime Hub { get; set; }

    /// <summary>Where the console is.</summary>
    [Inject]
    public required NavigationManager Navigation { get; set; }

    /// <summary>Beats while the page is looked at.</summary>
    [Inject]
    public required Pulse Pulse { get; set; }

    /// <summary>Who looks.</summary>
    [CascadingParameter]
    public required Caller Caller { get; set; }

    /// <summary>Why the page cannot show what it should; null while it can.</summary>
    protected string? Trouble { get; private set; }

    /// <summary>Whether the page loads again at each beat. True unless a page says otherwise.</summary>
    protected virtual bool IsLive => true;

    /// <summary>Ends when the page is left.</summary>
    protected CancellationToken Left { get; }

    /// <summary>Loads what the page shows, as its parameters say. Called anew when they change and at each beat, never twice at a time.</summary>
    /// <exception cref="NotAllowedException">The caller may not see it; the page then says so.</exception>
    protected abstract Task LoadAsync(CancellationToken cancellationToken);

    /// <inheritdoc/>
    protected sealed override Task OnParametersSetAsync()
    {
        _asked = _asked == Navigation.Uri ? null : _asked;
        return TryLoadAsync();
    }

    /// <summary>Changes parts of the query string that the page follows, null taking one away. What is changed soon after goes with it, though the browser has not come there yet.</summary>
    /// <param name="parts">The parts by name.</param>
    protected void Ask(params IEnumerable<(string Name, object? Value)> parts)
    {
        _asked = Navigation.GetUriWithQueryParameters(_asked ?? Navigation.Uri, parts.ToDictionary(p => p.Name, p => p.Value));
        Navigation.NavigateTo(_asked, replace: true);
    }

    /// <summary>What was chosen of a filter; null for everything.</summary>
    protected static string? Chosen(ChangeEventArgs change) => change.Value?.ToString() is { Length: > 0 } value ? value : null;

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender && IsLive)
        {
            _pulse = Pulse.Subscribe(() => InvokeAsync(async () =>
            {
                try
                {
                    await TryLoadAsync();
                    StateHasChanged();
                }
                catch (Exception fault)
                {
                    // Nobody waits for a beat: the page shows that it failed, and the hub's log says why.
                    await DispatchExceptionAsync(fault);
                }
            }));
        }
    }

    /// <summary>Loads and shows the page again, after something was done.</summary>
    protected async Task ReloadAsync()
    {
        await TryLoadAsync();
        StateHasChanged();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends what the page waits for.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _pulse?.Dispose();
            _left.Cancel();
            _left.Dispose();
            _one.Dispose();
        }
    }

    private async Task TryLoadAsync()
    {
        if (_left.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await OneAfterAnotherAsync();
            Trouble = null;
        }
        catch (NotAllowedException refused)
        {
            Trouble = refused.Message;
        }
        catch (LogException log)
        {
            Trouble = log.Message;
        }
        catch (OperationCanceledException) when (_left.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    // A page that is changed while a beat loads it would else take the same up twice.
    private async Task OneAfterAnotherAsync()
    {
        await _one.WaitAsync(Left);
        try
        {
            await LoadAsync(Left);
        }
        finally
        {
            if (!Left.IsCancellationRequested)
            {
                _one.Release();
            }
        }
    }
}
