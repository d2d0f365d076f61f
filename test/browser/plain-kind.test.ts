import { expect } from 'vitest';
import { browserTest } from '../support/browser/browser-test.ts';

browserTest('a job of a kind without a form of its own is scheduled', async ({ page, problems }) => {
  // The browser logs the answer to a definition that has faults.
  problems.expect(/status of 400/);
  await page.goto('/jobs/new');
  await page.getByRole('radio', { name: /^Webhook/ }).check({ force: true });
  await page.getByLabel(/^Value stream/).fill('plain-kind');
  await page.getByRole('button', { name: 'Schedule the job' }).click();

  const faults = page.getByRole('alert').filter({ hasText: /to mend/ });
  await faults
    .getByText(/missing/)
    .first()
    .waitFor();
  const address = page.getByLabel('Address', { exact: true });
  await expect.poll(() => address.getAttribute('aria-invalid')).toBe('true');

  await address.fill('https://hooks.example.com/nightly');
  await page.getByLabel('Id', { exact: true }).fill('plain-kind-hook');
  await page.getByRole('button', { name: 'Schedule the job' }).click();

  await page.getByRole('heading', { level: 1, name: 'plain-kind-hook' }).waitFor();
  await page.locator('main').getByText('Webhook', { exact: true }).first().waitFor();
  await page.getByRole('link', { name: 'Definition' }).click();
  await page.getByText('https://hooks.example.com/nightly').first().waitFor();

  await page.goto('/jobs?kind=webhook&valueStream=plain-kind');
  await page.getByRole('link', { name: 'plain-kind-hook' }).waitFor();
});
