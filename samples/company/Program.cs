using Acme.Company.Hosting;

return await CompanyProgram.RunAsync(args);
