using System.Text.Json.Nodes;

namespace Plutora.Integration.Connectors.OpenShift.Tests;

public sealed class OptionsTests
{
    [Theory]
    [InlineData("""{"address":"https://api:6443","token":"env:T"}""", "")]
    [InlineData("""{"kubeconfig":"/etc/k","context":"lab","namespaces":["shop-dev"]}""", "")]
    [InlineData("""{"inCluster":true,"namespaceSelector":"a=b","excludedNamespaces":[]}""", "")]
    [InlineData("{}", "address")]
    [InlineData("""{"address":"https://api:6443"}""", "token")]
    [InlineData("""{"address":"ftp://api","token":"t","kubeconfig":"/k","inCluster":true}""", "address kubeconfig inCluster")]
    [InlineData("""{"inCluster":true,"token":"t","context":"lab"}""", "token context")]
    [InlineData("""{"inCluster":true,"namespaces":["Shop","a"],"namespaceSelector":"a=b","excludedNamespaces":["kube_*"]}""", "namespaces[0] namespaceSelector excludedNamespaces[0]")]
    [InlineData("""{"inCluster":true,"certificateAuthority":"ca.pem"}""", "certificateAuthority")]
    [InlineData("""{"inCluster":true,"certificateAuthority":"-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"}""", "certificateAuthority")]
    public void Options_that_do_not_fit_are_told_each_with_its_place(string options, string faults) =>
        Assert.Equal(faults, string.Join(' ', new OpenShiftConnector().Validate(JsonNode.Parse(options)!.AsObject()).Select(f => f.Path)));
}
