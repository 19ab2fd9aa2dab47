namespace Plutora.Integration.Model.Actions;

/// <summary>Arguments of an action of the common data model, from which follows what the action gives back.</summary>
/// <typeparam name="TResult">What a connector answers once the action is done, or is taken.</typeparam>
/// <remarks>A connector that needs more, such as a mandatory close code, derives its own class and adds members; callers of the common ones see by the action's schema what else is asked for.</remarks>
public interface IActionArguments<TResult>
    where TResult : class;
