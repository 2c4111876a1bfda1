import styles from './Logo.module.css';

/** The mark: a speech bubble that is kept on a shelf. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg
      className={styles.logo}
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
    >
      <rect className={styles.ground} width="32" height="32" rx="7" />
      <path
        className={styles.bubble}
        d="M7 9.5A2.5 2.5 0 0 1 9.5 7h13A2.5 2.5 0 0 1 25 9.500v7a2.500 2.500 0 0 1-2.500 2.500H15l-4.200 3.600c-.5.400-1.300.100-1.300-.600v-3A2.500 2.500 0 0 1 7 16.500z"
      />
      <path className={styles.lines} d="M11 11.500h10M11 14.800h6.500" />
      <path className={styles.shelf} d="M9.500 26h13" />
    </svg>
  );
}
