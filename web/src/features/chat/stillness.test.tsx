import { act, render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ListStillness, Stillness, useOnceStill } from './Stillness';

function Tools() {
  return useOnceStill() ? <button type="button">tools</button> : null;
}

function show(stillness: Stillness) {
  return render(
    <ListStillness value={stillness}>
      <Tools />
    </ListStillness>,
  );
}

test('what comes while the list moves is made when it stands still, and stays', () => {
  const stillness = new Stillness();
  stillness.moves(true);
  show(stillness);
  expect(screen.queryByRole('button')).toBeNull();
  act(() => stillness.moves(false));
  expect(screen.getByRole('button')).toBeDefined();
  act(() => stillness.moves(true));
  expect(screen.getByRole('button')).toBeDefined();
});

test('in a list that stands still everything is made at once', () => {
  show(new Stillness());
  expect(screen.getByRole('button')).toBeDefined();
});

test('what is gone before the list stands still is not waited for', () => {
  const stillness = new Stillness();
  stillness.moves(true);
  show(stillness).unmount();
  expect(() => stillness.moves(false)).not.toThrow();
});
