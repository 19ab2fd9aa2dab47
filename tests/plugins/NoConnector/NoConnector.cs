namespace Plutora.Integration.TestPlugins;

public static class NothingHere
{
    public static string Say() => "nothing";
}
