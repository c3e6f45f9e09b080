import { useEffect, useState } from 'react';

/** True once `condition` has held for some time: what is over sooner needs no word. */
export function useDelayed(condition: boolean, milliseconds: number): boolean {
  const [hasPassed, setHasPassed] = useState(false);
  useEffect(() => {
    if (!condition) return undefined;
    const timer = setTimeout(() => { setHasPassed(true); }, milliseconds);
    return () => {
      clearTimeout(timer);
      setHasPassed(false);
    };
  }, [condition, milliseconds]);
  return condition && hasPassed;
}
